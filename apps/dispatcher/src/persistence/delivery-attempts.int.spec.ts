import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AccountRested, EmailSent } from '#contracts';
import { idOf, newId } from '#kernel';
import { useServers } from '#testing';
import { DeliveryHarness, LATER, NOON, TOMORROW } from '../../test/delivery-harness.js';
import { refusalOf, type Outcome } from '../domain/outcome.js';

const servers = useServers();
let harness: DeliveryHarness;

beforeAll(async () => {
  harness = await DeliveryHarness.open(servers.databaseUrl);
});
afterAll(() => harness.close());
beforeEach(() => harness.seeder.clear());

const refusal = refusalOf('recipient_deferred', '451 later');
describe('a result', () => {
  it.each<[string, Outcome, string, number]>([
    ['sent', { kind: 'sent' }, 'sent', 10],
    ['bounced', { kind: 'bounced', class: 'hard', refusal }, 'bounced', 10],
    ['indeterminate', { kind: 'indeterminate', refusal }, 'indeterminate', 10],
    ['failed', { kind: 'failed', refusal }, 'failed', 0],
    ['retry', { kind: 'retry', dueAt: LATER, refusal }, 'scheduled', 0],
    ['canceled', { kind: 'canceled', reason: 'suppressed' }, 'canceled', 0],
    ['released', { kind: 'released' }, 'scheduled', 0],
    ['account_refused', { kind: 'account_refused', refusal }, 'scheduled', 0],
    ['account_rests', { kind: 'account_rests', until: LATER, refusal }, 'scheduled', 0],
  ])('%s leaves what was reserved as it counts', async (_, outcome, status, left) => {
    const { sends } = await harness.claimed(10);
    await harness.start(sends);
    await harness.record(sends, outcome);

    expect(await harness.statuses()).toEqual({ [status]: 10 });
    expect(await harness.reserved()).toEqual({ accounts: left, campaigns: left });
  });

  it('gives back nothing of today for what was reserved yesterday', async () => {
    const yesterday = await harness.claimed(3);
    await harness.seeder.sends({ campaign: yesterday.campaign, count: 4, dueAt: NOON });
    await harness.claim(TOMORROW);
    await harness.record(yesterday.sends, { kind: 'failed', refusal }, TOMORROW);

    expect(await harness.reserved()).toEqual({ accounts: 4, campaigns: 4 });
  });

  it('publishes its event once, however often it is recorded', async () => {
    const { sends } = await harness.claimed(3);
    await harness.start(sends);
    await harness.record(sends, { kind: 'sent' });
    await harness.record(sends, { kind: 'sent' });

    expect(await harness.published(EmailSent)).toHaveLength(3);
    expect(await harness.reserved()).toEqual({ accounts: 3, campaigns: 3 });
  });

  it('with a reason that is cut within a character is stored, with all others', async () => {
    const { sends } = await harness.claimed(2);
    const long = refusalOf('recipient_refused', `550 5.1.1 a${'😀'.repeat(400)}`);
    await harness.record(sends, { kind: 'bounced', class: 'hard', refusal: long });

    expect(await harness.statuses()).toEqual({ bounced: 2 });
  });

  it('of a claim that is not ours any more changes nothing', async () => {
    const { sends } = await harness.claimed(3);
    await harness.record(
      sends.map((send) => ({ ...send, claimId: randomUUID() })),
      { kind: 'sent' },
    );

    expect(await harness.statuses()).toEqual({ sending: 3 });
    expect(await harness.published(EmailSent)).toEqual([]);
  });

  it('that is to be tried again is claimed when it is due, from the same inbox', async () => {
    const { sends } = await harness.claimed(1);
    await harness.record(sends, { kind: 'retry', dueAt: LATER, refusal });

    expect(await harness.claim(new Date(LATER.getTime() - 1))).toEqual([]);
    const again = await harness.claim(LATER);
    expect(again).toMatchObject([{ id: sends[0]?.id, accountId: sends[0]?.accountId, attempts: 1 }]);
  });
});

describe('an account whose server cannot be reached', () => {
  const away = refusalOf('connection_refused', 'connect ECONNREFUSED');
  const inMinutes = (minutes: number) => new Date(NOON.getTime() + minutes * 60_000);

  it('rests for a minute, while others send its first messages', async () => {
    const { sends } = await harness.claimed(10);
    const [account] = sends.map(({ accountId }) => accountId);
    const unlucky = sends.filter(({ accountId }) => accountId === account);
    await harness.record(unlucky, { kind: 'retry', dueAt: NOON, refusal: away });

    const again = await harness.claim(NOON);
    expect(again.map(({ id }) => id).toSorted()).toEqual(unlucky.map(({ id }) => id).toSorted());
    expect(again.map(({ accountId }) => accountId)).not.toContain(account);
    expect(await harness.reserved()).toEqual({ accounts: 10, campaigns: 10 });
  });

  it('is used again after that', async () => {
    const { campaign, sends } = await harness.claimed(10);
    await harness.record(sends, { kind: 'retry', dueAt: NOON, refusal: away });

    await harness.seeder.sends({ campaign, count: 10, dueAt: NOON });
    expect(await harness.claim(inMinutes(0.9))).toEqual([]);
    expect(await harness.claim(inMinutes(1))).toHaveLength(20);
  });
});

describe('a refused login', () => {
  const activeAccounts = async (): Promise<number> => {
    const rows = await harness.core.database.query('select 1 from account_state where active');
    return rows.length;
  };

  it('closes its account and frees the first messages that wait for it', async () => {
    const { sends } = await harness.claimed(10);
    const [first, ...others] = sends.filter(({ accountId }) => accountId === sends[0]?.accountId);
    await harness.record(others, { kind: 'retry', dueAt: LATER, refusal });
    await harness.record(first === undefined ? [] : [first], { kind: 'account_refused', refusal });

    expect(await activeAccounts()).toBe(4);
    expect(
      await harness.core.database.query(
        `select 1 from send where status = 'scheduled' and account_id is not null`,
      ),
    ).toEqual([]);
  });

  it('of an older version closes nothing: its password may have been mended meanwhile', async () => {
    const { sends } = await harness.claimed(10);
    await harness.core.database.query('update account_state set version = 2');
    await harness.record(sends, { kind: 'account_refused', refusal });

    expect(await activeAccounts()).toBe(5);
  });
});

describe('an account that is over its quota', () => {
  const over = refusalOf('account_over_quota', '550 5.4.5 Daily user sending limit exceeded');
  const rests = (until: Date | null = null): Outcome => ({ kind: 'account_rests', until, refusal: over });
  const MIDNIGHT = new Date('2026-05-05T00:00:00Z');

  it('rests until its local midnight, while others send its first messages', async () => {
    const { sends } = await harness.claimed(10);
    const [account] = sends.map(({ accountId }) => accountId);
    const unlucky = sends.filter(({ accountId }) => accountId === account);
    await harness.record(unlucky, rests());

    const again = await harness.claim(NOON);
    expect(again.map(({ id }) => id).toSorted()).toEqual(unlucky.map(({ id }) => id).toSorted());
    expect(again.map(({ accountId }) => accountId)).not.toContain(account);
    expect(again.map(({ attempts }) => attempts)).toEqual(unlucky.map(() => 0));
    const published = await harness.published(AccountRested);
    expect(published.map(({ data }) => data)).toMatchObject([
      { sending_account_id: account, until: MIDNIGHT.toISOString(), answer: over.message },
    ]);
  });

  it('keeps its follow-ups, and goes on by itself when its rest is over', async () => {
    const [account = ''] = await harness.seeder.accounts(1);
    const campaign = await harness.seeder.campaign({ accounts: [account] });
    await harness.seeder.sends({ campaign, count: 3, dueAt: NOON, account });
    const sends = await harness.claim(LATER);
    const until = new Date(LATER.getTime() + 600_000);
    await harness.record(sends, rests(until), LATER);
    await harness.core.database.query('update account_state set version = version + 1');

    expect(await harness.claim(new Date(until.getTime() - 1))).toEqual([]);
    expect(await harness.claim(until)).toHaveLength(3);
  });

  it('is published once for each rest', async () => {
    const { sends } = await harness.claimed(10);
    const unlucky = sends.filter(({ accountId }) => accountId === sends[0]?.accountId);
    for (const send of unlucky) await harness.record([send], rests());

    expect(await harness.published(AccountRested)).toHaveLength(1);
  });
});

describe('a hold', () => {
  const hold = (campaign: string, version: number): Promise<number> =>
    harness.campaignSendStates.hold(
      { campaign_id: idOf('camp', campaign), workspace_id: idOf('ws', harness.seeder.workspace), version },
      NOON,
    );

  it('lets nothing begin after its answer, while deliveries begin all the time', async () => {
    const { campaign, sends } = await harness.claimed(200);
    const beginnings = sends.map((send) => harness.start([send]));
    const inFlight = await hold(campaign, 5);
    const [row] = await harness.core.database.query<{ count: number }>(
      'select count(delivery_started_at)::int as count from send',
    );
    const begun = (await Promise.all(beginnings)).filter((ids) => ids.size > 0).length;

    expect(begun).toBe(inFlight);
    expect(row?.count).toBe(inFlight);
    expect(await harness.claim(TOMORROW)).toEqual([]);
  });

  it('answers the same when it is repeated, and counts what has started only', async () => {
    const { campaign, sends } = await harness.claimed(10);
    await harness.start(sends.slice(0, 4));

    expect([await hold(campaign, 5), await hold(campaign, 5)]).toEqual([4, 4]);
  });

  it('that comes after a newer version holds nothing', async () => {
    const { campaign, sends } = await harness.claimed(2);
    await harness.core.database.query('update campaign_send_state set version = 6');
    await hold(campaign, 5);

    expect((await harness.start(sends)).size).toBe(2);
  });

  it('of another workspace changes nothing', async () => {
    const { campaign, sends } = await harness.claimed(2);

    expect(
      await harness.campaignSendStates.hold(
        { campaign_id: idOf('camp', campaign), workspace_id: newId('ws'), version: 9 },
        NOON,
      ),
    ).toBe(0);
    expect((await harness.start(sends)).size).toBe(2);
  });
});

describe('a beginning', () => {
  it('is refused when the window has closed meanwhile', async () => {
    const { sends } = await harness.claimed(2);
    await harness.core.database.query('update campaign_send_state set open_until = $1', [LATER]);

    expect((await harness.start(sends, LATER)).size).toBe(0);
    expect((await harness.start(sends, NOON)).size).toBe(2);
  });

  it('happens once', async () => {
    const { sends } = await harness.claimed(2);

    expect((await harness.start(sends)).size).toBe(2);
    expect((await harness.start(sends)).size).toBe(0);
  });
});
