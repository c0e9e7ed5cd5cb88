import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  BounceReported,
  EmailBounced,
  EmailDelivered,
  EmailSent,
  FindSentMessages,
  ReopenSteps,
  type DataOf,
  type SendView,
} from '#contracts';
import { MovableClock, uuidOf } from '#kernel';
import { eventually, useServers } from '#testing';
import { CampaignFixture } from './campaign-fixtures.js';
import { DispatcherHarness } from './dispatcher-harness.js';
import { startScriptedSmtp, type ScriptedSmtp } from './scripted-smtp.js';

type Report = DataOf<typeof BounceReported>;

const HOUR_MS = 3_600_000;
const DEAD = '550 5.1.1 user unknown';
const FULL = '552 5.2.2 mailbox full';
const servers = useServers();
const clock = new MovableClock();
let smtp: ScriptedSmtp;
let dispatcher: DispatcherHarness;

beforeAll(async () => {
  smtp = await startScriptedSmtp({});
  dispatcher = await DispatcherHarness.prepare(servers);
  await dispatcher.startReplica(clock);
  await dispatcher.startReplica(clock);
});
afterAll(async () => {
  await dispatcher.stop();
  await smtp.close();
});
beforeEach(() => {
  dispatcher.stubs.reopen = ({ steps }) => ({ results: steps.map(() => 'reopened') });
});

async function sentFixture(count: number): Promise<{ fixture: CampaignFixture; sends: SendView[] }> {
  const fixture = new CampaignFixture(smtp.port, { accounts: 1 });
  await dispatcher.introduce(fixture);
  await dispatcher.publishSteps(fixture, fixture.due(count, clock.now()));
  await becomes(fixture, { sent: count });
  return { fixture, sends: await dispatcher.sends(fixture) };
}

const becomes = (fixture: CampaignFixture, counts: Record<string, number>): Promise<void> =>
  eventually(async () => expect(await dispatcher.countsByStatus(fixture)).toEqual(counts));

async function reportOn({ id }: SendView, answer: string): Promise<Report> {
  const { results } = await dispatcher.rpc.request(FindSentMessages, { queries: [{ send_id: id }] });
  const [found] = results;
  if (found === undefined || found === null) throw new Error(`${id} has not left`);
  const { workspace_id: _, email: __, sending_account_id: ___, status: ____, ...message } = found;
  const { message_id: _1, subject: _2, sent_at: _3, ...fact } = message;
  return { ...fact, at: clock.now().toISOString(), answer, smtp_code: null, enhanced_code: null };
}

const publish = ({ workspaceId }: CampaignFixture, ...reports: Report[]): Promise<void> =>
  dispatcher.stubs.publish(BounceReported, workspaceId, ...reports);

const bounces = (fixture: CampaignFixture) => dispatcher.published(EmailBounced, fixture);

describe('a delivery report of a dead address', () => {
  it('bounces the message once, however often it comes, and gives no limit back', async () => {
    const { fixture, sends } = await sentFixture(2);
    const [first] = sends;
    if (first === undefined) throw new Error('two were sent');
    const report = await reportOn(first, DEAD);

    await publish(fixture, report, report);
    await publish(fixture, { ...report, at: new Date(clock.now().getTime() + 1_000).toISOString() });
    await becomes(fixture, { bounced: 1, sent: 1 });
    await publish(fixture, report, await reportOn(sends[1] ?? first, DEAD)); // the second shows that the first was seen
    await becomes(fixture, { bounced: 2 });

    const events = await bounces(fixture);
    expect(events.map(({ data }) => data.send_id).toSorted()).toEqual(sends.map(({ id }) => id).toSorted());
    expect(events[0]?.data).toMatchObject({
      send_id: first.id,
      hard: true,
      class: 'hard',
      reported: true,
      refusal: { smtp_code: 550, enhanced_code: '5.1.1' },
      email: first.email,
      sending_account_id: first.sending_account_id,
    });
    const [after] = (await dispatcher.sends(fixture)).filter(({ id }) => id === first.id);
    expect(after).toMatchObject({ status: 'bounced', bounced_at: report.at, sent_at: first.sent_at });
    const used = await dispatcher.database.query(
      'select sent_today from campaign_send_state where campaign_id = $1',
      [uuidOf(fixture.campaign.id)],
    );
    expect(used).toEqual([{ sent_today: 2 }]);
  });

  it('changes nothing where it names another workspace', async () => {
    const { fixture, sends } = await sentFixture(1);
    const stranger = await sentFixture(1);
    const [send] = sends;
    const [other] = stranger.sends;
    if (send === undefined || other === undefined) throw new Error('one was sent in each');

    await publish(stranger.fixture, await reportOn(send, DEAD), await reportOn(other, DEAD));
    await becomes(stranger.fixture, { bounced: 1 });

    expect(await dispatcher.countsByStatus(fixture)).toEqual({ sent: 1 });
  });

  it('waits for a message whose outcome is not recorded yet', async () => {
    const { fixture, sends } = await sentFixture(2);
    const [early, other] = sends;
    if (early === undefined || other === undefined) throw new Error('two were sent');
    const reports = [await reportOn(early, DEAD), await reportOn(other, DEAD)];
    const setStatus = (status: string): Promise<unknown> =>
      dispatcher.database.query('update send set status = $2 where id = $1', [uuidOf(early.id), status]);
    await setStatus('sending');

    await publish(fixture, ...reports);
    await becomes(fixture, { sending: 1, bounced: 1 });
    await setStatus('sent');

    await becomes(fixture, { bounced: 2 });
    expect(await bounces(fixture)).toHaveLength(2);
  });
});

describe('a delivery report of a full mailbox', () => {
  it('sends the same message again after 1, 2, 4 and 8 hours, and bounces it after the fifth try', async () => {
    const { fixture, sends } = await sentFixture(1);
    const [first] = sends;
    if (first === undefined) throw new Error('one was sent');
    const early = await reportOn(first, FULL);

    for (const hours of [1, 2, 4, 8]) {
      const report = await reportOn(first, FULL);
      await publish(fixture, report);
      await becomes(fixture, { scheduled: 1 });
      const [waiting] = await dispatcher.sends(fixture);
      const wait = Date.parse(waiting?.scheduled_at ?? '') - Date.parse(report.at);
      expect(wait / HOUR_MS).toBeCloseTo(hours, 1);
      expect(waiting).toMatchObject({ sent_at: null, error: { code: 'recipient_deferred' } });

      clock.travelTo(new Date(Date.parse(waiting?.scheduled_at ?? '') + 60_000));
      await becomes(fixture, { sent: 1 });
      await publish(fixture, report, early); // a report on an earlier try
    }
    await publish(fixture, await reportOn(first, FULL));
    await becomes(fixture, { bounced: 1 });

    expect(await bounces(fixture)).toMatchObject([
      { data: { hard: false, class: 'mailbox_unavailable', reported: true } },
    ]);
    const sent = await dispatcher.published(EmailSent, fixture);
    expect(new Set(sent.map(({ data }) => data.message_id))).toEqual(new Set([first.message_id]));
    expect(sent).toHaveLength(5);
    expect(await dispatcher.published(EmailDelivered, fixture)).toHaveLength(5);
  });

  it.each(['already_past_step', 'contact_stopped', 'campaign_over'] as const)(
    'bounces the message when the answer of enrollment is %s',
    async (result) => {
      dispatcher.stubs.reopen = ({ steps }) => ({ results: steps.map(() => result) });
      const { fixture, sends } = await sentFixture(1);
      const [send] = sends;
      if (send === undefined) throw new Error('one was sent');

      await publish(fixture, await reportOn(send, FULL));
      await becomes(fixture, { bounced: 1 });

      expect(await bounces(fixture)).toMatchObject([
        { data: { hard: false, class: 'mailbox_unavailable', refusal: { code: 'recipient_refused' } } },
      ]);
    },
  );

  it('is kept while enrollment does not answer', async () => {
    const { fixture, sends } = await sentFixture(1);
    const [send] = sends;
    if (send === undefined) throw new Error('one was sent');
    let asked = 0;
    dispatcher.stubs.reopen = () => {
      asked += 1;
      throw new Error('down');
    };
    await publish(fixture, await reportOn(send, FULL));
    await eventually(() => expect(asked).toBeGreaterThan(0));
    expect(await dispatcher.countsByStatus(fixture)).toEqual({ sent: 1 });

    dispatcher.stubs.reopen = ({ steps }) => ({ results: steps.map(() => 'reopened') });

    await becomes(fixture, { scheduled: 1 });
    const [request] = dispatcher.stubs.services.requestsOf(ReopenSteps).slice(-1);
    expect(request).toMatchObject({ campaign_id: fixture.campaign.id, steps: [{ step_number: 1 }] });
  });
});
