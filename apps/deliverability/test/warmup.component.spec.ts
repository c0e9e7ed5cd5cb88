import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  AccountChanged,
  CampaignLaunched,
  CampaignPaused,
  CampaignResumed,
  ExplainHealth,
  SendWarmupMessage,
  WarmupReceived,
  type CampaignView,
  type ResponseOf,
  type WarmupMessage,
} from '#contracts';
import { newId } from '#kernel';
import { eventually, outboxEvents, StubServices, useServers } from '#testing';
import { RefreshHealth } from '../src/health/use-cases/refresh-health.js';
import { isAnswered } from '../src/warmup/domain/warmup-answer.js';
import { WarmupHandingOver, WarmupPlanning } from '../src/warmup/transport/warmup.schedule.js';
import { DeliverabilityHarness } from './deliverability-harness.js';
import { IMAP, WarmupFixture } from './warmup-fixture.js';

const HOUR_MS = 3_600_000;
const MONDAY = new Date('2026-05-04T08:00:00Z');
const servers = useServers();
let deliverability: DeliverabilityHarness;
let dispatcher: StubServices;
let answer: () => ResponseOf<typeof SendWarmupMessage>;

beforeAll(async () => {
  deliverability = await DeliverabilityHarness.start(servers);
  // The tests plan and hand over themselves: a schedule beside them would take a part of what is due.
  for (const schedule of [WarmupPlanning, WarmupHandingOver])
    await deliverability.service.app.get(schedule).stop();
  dispatcher = await StubServices.start(servers.natsUrl);
  await dispatcher.answer(SendWarmupMessage, () => answer());
});
afterAll(async () => {
  await deliverability.stop();
  await dispatcher.stop();
});
beforeEach(() => {
  answer = () => ({ status: 'taken' });
  deliverability.clock.travelTo(MONDAY);
  dispatcher.forgetRequests();
});

const launched = (count?: number, changes?: Partial<CampaignView>): Promise<WarmupFixture> =>
  WarmupFixture.launched({ deliverability, dispatcher }, count, changes);

const at = (hour: number, day = 4): Date => new Date(Date.UTC(2026, 4, day, hour));
/** The window is still open, and nothing more falls due in it. The clock goes on meanwhile. */
const closing = (day?: number): Date => new Date(at(17, day).getTime() - 60_000);

describe('a warmup campaign', () => {
  it('plans the day of each account when its window opens, as its ramp says, and no sooner', async () => {
    const warmup = await launched();
    await warmup.plan();
    expect((await warmup.report()).accounts.map(({ ramp, today }) => [ramp, today.planned])).toEqual([
      [2, 0],
      [2, 0],
      [2, 0],
    ]);

    const days = [];
    for (const day of [4, 5, 6]) {
      deliverability.clock.travelTo(at(9, day));
      await warmup.plan();
      days.push((await warmup.report()).accounts.map(({ ramp, today }) => [ramp, today.planned]));
    }

    expect(days).toEqual([2, 3, 4].map((count) => Array.from({ length: 3 }, () => [count, count])));
  });

  it('hands each message over once, from one of its accounts to another', async () => {
    const warmup = await launched();
    deliverability.clock.travelTo(at(9));
    await warmup.plan();

    const requests = [...(await warmup.until(at(13))), ...(await warmup.until(closing()))];

    expect(new Set(requests.map(({ send_id }) => send_id)).size).toBe(6);
    expect(requests).toHaveLength(6);
    for (const { sending_account_id, to, references } of requests) {
      expect(warmup.accountOf(to)).not.toBe(sending_account_id);
      expect(references).toEqual([]);
    }
    expect(await warmup.until(at(12, 5))).toEqual([]);
  });

  it('tries again where the dispatcher says later or is away, and not after its window', async () => {
    const warmup = await launched(2, { warmup: { start: 1, step: 0, ceiling: 1 } });
    deliverability.clock.travelTo(at(9));
    await warmup.plan();
    answer = () => ({ status: 'later', retry_at: new Date(at(16).getTime() + HOUR_MS / 2).toISOString() });
    expect(await warmup.until(new Date(at(16).getTime() + HOUR_MS / 4))).toHaveLength(2);
    expect(await warmup.until(new Date(at(16).getTime() + HOUR_MS / 3))).toEqual([]);
    answer = () => {
      throw new Error('down');
    };
    expect(await warmup.until(new Date(at(16).getTime() + HOUR_MS / 2))).toHaveLength(2);
    expect(await warmup.until(at(17))).toEqual([]);
  });

  it('hands nothing over while it is paused, and goes on with its ramp where it stopped', async () => {
    const warmup = await launched();
    deliverability.clock.travelTo(at(9));
    await warmup.plan();
    await warmup.tell(CampaignPaused, 'paused');
    expect(await warmup.until(at(16))).toEqual([]);

    deliverability.clock.travelTo(at(8, 7));
    await warmup.tell(CampaignResumed, 'active');
    deliverability.clock.travelTo(at(9, 7));
    await warmup.plan();

    expect((await warmup.report()).accounts.map(({ ramp, today }) => [ramp, today.planned])).toEqual(
      Array.from({ length: 3 }, () => [3, 3]),
    );
    expect(new Set((await warmup.until(at(16, 7))).map(({ due_at }) => due_at.slice(0, 10)))).toEqual(
      new Set(['2026-05-07']),
    );
  });

  it('tells that its accounts warm up, and when they do no more', async () => {
    const warmup = await launched(2);
    const changes = async () => {
      const events = await outboxEvents(deliverability.database, AccountChanged);
      const [account] = warmup.accounts;
      return events
        .filter(({ data }) => data.sending_account_id === account?.id)
        .map(({ data }) => data.warms_up ?? false);
    };
    expect(await changes()).toEqual([false, true]);

    await warmup.tell(CampaignPaused, 'paused');
    expect(await changes()).toEqual([false, true, false]);
  });

  it('leaves out accounts of another workspace, whatever the campaign names', async () => {
    const stranger = await deliverability.account(newId('ws'), { imap: IMAP });
    const own = await WarmupFixture.of({ deliverability, dispatcher }, 2);
    own.campaign.sending_account_ids.push(stranger.id);
    await own.tell(CampaignLaunched, 'active');
    deliverability.clock.travelTo(at(9));
    await own.plan();

    const requests = await own.until(closing());
    expect(requests).toHaveLength(4);
    expect(requests.map(({ to }) => to)).not.toContain(stranger.email);
  });
});

describe('the messages of a warmup', () => {
  it('count for the reputation and the placement of their senders, and for no figure of real mail', async () => {
    const warmup = await launched(2, { warmup: { start: 20, step: 0, ceiling: 20 } });
    deliverability.clock.travelTo(at(9));
    await warmup.plan();
    const messages: WarmupMessage[] = [];
    for (let hour = 10; hour < 17; hour += 1) messages.push(...(await warmup.until(at(hour))));
    messages.push(...(await warmup.until(closing())));
    await warmup.sent(messages);
    await warmup.received(messages.slice(0, 20), 'inbox');
    await warmup.received(messages.slice(20), 'spam');

    await eventually(async () => {
      await deliverability.service.app.get(RefreshHealth).execute();
      const healths = await Promise.all(
        warmup.accounts.map(({ id, workspace_id }) =>
          deliverability.rpc.request(ExplainHealth, { workspace_id, sending_account_id: id }),
        ),
      );
      const points = (of: string) =>
        healths.map(({ components }) => components.find(({ component }) => component === of)?.points ?? null);
      expect(points('inbox_placement').reduce((sum: number, each) => sum + (each ?? 0), 0)).toBeCloseTo(
        100,
        0,
      );
      expect(points('reputation').map((each) => (each ?? 0) > 70)).toEqual([true, true]);
      expect([...points('list_hygiene'), ...points('engagement')]).toEqual([null, null, null, null]);
    });
  });

  it('are counted once with their placement, however often events come', async () => {
    const warmup = await launched();
    deliverability.clock.travelTo(at(9));
    await warmup.plan();
    const requests = await warmup.until(closing());

    await warmup.received(requests.slice(0, 2), 'spam');
    await warmup.sent(requests.slice(0, 4));
    for (const _ of [1, 2]) {
      await warmup.received(requests.slice(0, 4), 'inbox');
      await warmup.sent(requests.slice(0, 4));
    }

    await eventually(async () =>
      expect(warmup.totals(await warmup.report())).toEqual({ sent: 4, inbox: 2, spam: 2 }),
    );
  });

  it('are answered within the ramp: an answer takes the place of a new message', async () => {
    const warmup = await launched(4, { warmup: { start: 20, step: 0, ceiling: 20 } });
    deliverability.clock.travelTo(at(9));
    await warmup.plan();
    const first = await warmup.until(at(10));
    expect(first.length).toBeGreaterThan(4);

    await warmup.sent(first);
    await warmup.received(first);
    await eventually(async () => expect(warmup.totals(await warmup.report()).inbox).toBe(first.length));
    const rest: WarmupMessage[] = [];
    for (let hour = 11; hour < 17; hour += 1) rest.push(...(await warmup.until(at(hour))));
    rest.push(...(await warmup.until(closing())));

    const answers = rest.filter(({ references }) => references.length > 0);
    expect(answers.length).toBeGreaterThan(0);
    for (const { subject, references, sending_account_id, to } of answers) {
      const answered = first.find(({ send_id }) => references.includes(`<${send_id}@x>`));
      expect(subject).toBe(`Re: ${answered?.subject}`);
      expect(sending_account_id).toBe(warmup.accountOf(answered?.to ?? ''));
      expect(warmup.accountOf(to)).toBe(answered?.sending_account_id);
    }
    expect((await warmup.report()).accounts.map(({ today }) => today.planned)).toEqual([20, 20, 20, 20]);
  });

  it('are answered on the next day of their campaign where the ramp of today is used up', async () => {
    const warmup = await launched(8, { warmup: { start: 1, step: 0, ceiling: 1 } });
    deliverability.clock.travelTo(at(9));
    await warmup.plan();
    const messages = await warmup.until(new Date(at(16).getTime() + HOUR_MS / 4));
    expect(messages).toHaveLength(8);
    await warmup.sent(messages);
    await warmup.received(messages);
    await eventually(async () => expect(warmup.totals(await warmup.report()).inbox).toBe(8));

    deliverability.clock.travelTo(at(9, 5));
    await warmup.plan();
    const answers = await warmup.until(closing(5));

    expect(answers).toHaveLength(8);
    const answered = messages.filter(({ send_id }) => isAnswered(send_id, 0));
    expect(answers.flatMap(({ references }) => references).toSorted()).toEqual(
      answered.map(({ send_id }) => `<${send_id}@x>`).toSorted(),
    );
  });

  it('are not those of another workspace, nor of an account that was not written to', async () => {
    const warmup = await launched(2);
    deliverability.clock.travelTo(at(9));
    await warmup.plan();
    const [message] = await warmup.until(closing());
    if (message === undefined) throw new Error('one was due');
    const data = {
      send_id: message.send_id,
      sending_account_id: message.sending_account_id,
      placement: 'inbox' as const,
      message_id: null,
      at: at(16).toISOString(),
    };
    await dispatcher.publishData(WarmupReceived, warmup.campaign.workspace_id, data);
    await dispatcher.publishData(WarmupReceived, newId('ws'), {
      ...data,
      sending_account_id: warmup.accountOf(message.to),
    });
    const other = warmup.requests.filter(({ send_id }) => send_id !== message.send_id);
    await warmup.received(other);

    await eventually(async () => expect(warmup.totals(await warmup.report()).inbox).toBe(other.length));
  });
});
