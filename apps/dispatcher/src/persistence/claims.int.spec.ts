import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { idOf } from '#kernel';
import { useServers, type ServiceCore } from '#testing';
import { startCore } from '../../test/delivery-harness.js';
import { Seeder } from '../../test/seed-sends.js';
import { Claims, type Claim, type ClaimedSend } from './claims.js';
import { CLAIM } from './claims.sql.js';

const servers = useServers();
let core: ServiceCore;
let claims: Claims;
let seeder: Seeder;

beforeAll(async () => {
  core = await startCore(servers.databaseUrl, [Claims]);
  claims = core.get(Claims);
  seeder = new Seeder(core.database);
});
afterAll(() => core.close());
beforeEach(() => seeder.clear());

const NOON = new Date('2026-05-04T12:00:00Z');
const minutesLater = (minutes: number): Date => new Date(NOON.getTime() + minutes * 60_000);
const me = randomUUID();

const claim = (now: Date, size = 200): Promise<Claim | null> =>
  claims.claim({ instance: me, size, busy: [], except: [], now });

/** Claims over and over, as a dispatcher does: a campaign that gives nothing sleeps. Ends when all of them sleep. */
async function claimAll(now: Date, size = 200): Promise<ClaimedSend[]> {
  const all: ClaimedSend[] = [];
  for (;;) {
    const looked = await claim(now, size);
    if (looked === null) return all;
    if (looked.sends.length === 0) await claims.sleep(looked, now);
    all.push(...looked.sends);
  }
}

const countsBy = (sends: readonly ClaimedSend[], key: 'accountId' | 'campaignId'): number[] => {
  const counts = new Map<string, number>();
  for (const send of sends) counts.set(send[key], (counts.get(send[key]) ?? 0) + 1);
  return [...counts.values()].toSorted((a, b) => a - b);
};

const expectNoDuplicates = (sends: readonly ClaimedSend[]): void => {
  expect(new Set(sends.map(({ id }) => id)).size).toBe(sends.length);
};

describe('four claimants at once', () => {
  it('claim each of 20,000 due sends exactly once, over 50 accounts and 10 campaigns', async () => {
    const accounts = await seeder.accounts(50);
    for (let i = 0; i < 10; i += 1) {
      const campaign = await seeder.campaign({ accounts });
      await seeder.sends({ campaign, count: 1_500, dueAt: minutesLater(-1) });
      for (const account of accounts.slice(i, i + 5)) {
        await seeder.sends({ campaign, count: 100, dueAt: minutesLater(-2), account });
      }
    }

    const claimed: ClaimedSend[] = [];
    const claimant = async (): Promise<void> => {
      while (claimed.length < 20_000) {
        const now = new Date(NOON.getTime() + performance.now());
        const looked = await claim(now);
        if (looked?.sends.length === 0) await claims.sleep(looked, now);
        claimed.push(...(looked?.sends ?? []));
      }
    };
    await Promise.all([claimant(), claimant(), claimant(), claimant()]);

    expect(claimed).toHaveLength(20_000);
    expectNoDuplicates(claimed);
    const [row] = await core.database.query<{ accounts: number; campaigns: number }>(
      `select (select sum(sent_today)::int from account_state) as accounts, (select sum(sent_today)::int from campaign_send_state) as campaigns`,
    );
    expect(row).toEqual({ accounts: 20_000, campaigns: 20_000 });
  });

  it('take no account and no campaign over its limit', async () => {
    const accounts = await seeder.accounts(20, { dailyLimit: 37 });
    const campaigns = await Promise.all(
      [100, 250, 1_000].map((dailyLimit) => seeder.campaign({ accounts, dailyLimit })),
    );
    for (const campaign of campaigns) await seeder.sends({ campaign, count: 2_000, dueAt: minutesLater(-1) });

    const claimed = (await Promise.all([1, 2, 3, 4].map(() => claimAll(NOON, 50)))).flat();

    expectNoDuplicates(claimed);
    expect(Math.max(...countsBy(claimed, 'accountId'))).toBeLessThanOrEqual(37);
    const rest = await claimAll(minutesLater(20));
    const over = await core.database.query(
      'select campaign_id, daily_limit, count(*)::int from send join campaign_send_state using (campaign_id) ' +
        `where status = 'sending' group by 1, 2 having count(*) > daily_limit`,
    );
    expect(over).toEqual([]);
    expect(claimed.length + rest.length).toBe(20 * 37);
  });
});

describe('daily limits', () => {
  it('start anew at the local midnight of the account that carries them', async () => {
    const [berlin] = await seeder.accounts(1, { dailyLimit: 3, timeZone: 'Europe/Berlin' });
    const [kolkata] = await seeder.accounts(1, { dailyLimit: 3, timeZone: 'Asia/Kolkata' });
    const campaign = await seeder.campaign({ accounts: [berlin ?? '', kolkata ?? ''] });
    await seeder.sends({ campaign, count: 100, dueAt: minutesLater(-1) });

    const at = async (instant: string): Promise<number> => (await claimAll(new Date(instant))).length;
    expect(await at('2026-05-04T12:00:00Z')).toBe(6);
    expect(await at('2026-05-04T18:29:59Z')).toBe(0);
    expect(await at('2026-05-04T18:30:00Z')).toBe(3); // midnight in Kolkata
    expect(await at('2026-05-04T21:59:59Z')).toBe(0);
    expect(await at('2026-05-04T22:00:00Z')).toBe(3); // midnight in Berlin
  });

  it('start anew at the local midnight of the campaign that carries them', async () => {
    const campaign = await seeder.campaign({
      accounts: await seeder.accounts(3),
      dailyLimit: 5,
      timeZone: 'America/New_York',
    });
    await seeder.sends({ campaign, count: 100, dueAt: minutesLater(-1) });

    const at = async (instant: string): Promise<number> => (await claimAll(new Date(instant))).length;
    expect(await at('2026-05-04T12:00:00Z')).toBe(5);
    expect(await at('2026-05-05T03:59:59Z')).toBe(0);
    expect(await at('2026-05-05T04:00:00Z')).toBe(5);
  });
});

describe('a claim', () => {
  it('rotates first messages evenly, the least used account first', async () => {
    const accounts = await seeder.accounts(10);
    await core.database.query(
      `update account_state set sent_today = 4, day_resets_at = '2100-01-01' where account_id = $1`,
      [accounts[0]],
    );
    const campaign = await seeder.campaign({ accounts });
    await seeder.sends({ campaign, count: 106, dueAt: minutesLater(-1) });

    const claimed = await claimAll(NOON, 30);

    expect(countsBy(claimed, 'accountId')).toEqual([7, 11, 11, 11, 11, 11, 11, 11, 11, 11]);
  });

  it('lets a follow-up go from its own account only', async () => {
    const accounts = await seeder.accounts(5);
    const campaign = await seeder.campaign({ accounts });
    await seeder.sends({ campaign, count: 40, dueAt: minutesLater(-1), account: accounts[2] ?? '' });
    await seeder.sends({ campaign, count: 40, dueAt: minutesLater(-2) });

    const claimed = await claimAll(NOON);

    const followUps = claimed.filter(({ stepNumber }) => stepNumber === 2);
    expect(claimed).toHaveLength(80);
    expect(countsBy(followUps, 'accountId')).toEqual([40]);
    expect(countsBy(claimed, 'accountId')).toEqual([10, 10, 10, 10, 40]);
  });

  it.each([
    ['held', { held: true }, {}],
    ['before its window', { openFrom: minutesLater(1) }, {}],
    ['after its window', { openUntil: NOON }, {}],
    ['without a healthy inbox', { minHealth: 91 }, {}],
    ['without an active inbox', {}, { active: false }],
  ])('takes nothing of a campaign that is %s', async (_, campaignFacts, accountFacts) => {
    const campaign = await seeder.campaign({
      accounts: await seeder.accounts(2, accountFacts),
      ...campaignFacts,
    });
    await seeder.sends({ campaign, count: 3, dueAt: minutesLater(-1) });

    expect(await claimAll(NOON)).toEqual([]);
  });

  it('takes nothing before it is due, and all of it then', async () => {
    const campaign = await seeder.campaign({ accounts: await seeder.accounts(2) });
    await seeder.sends({ campaign, count: 3, dueAt: minutesLater(1) });

    expect(await claimAll(NOON)).toEqual([]);
    expect(await claimAll(minutesLater(2))).toHaveLength(3);
  });

  it('leaves busy accounts alone', async () => {
    const accounts = await seeder.accounts(2);
    const campaign = await seeder.campaign({ accounts });
    await seeder.sends({ campaign, count: 10, dueAt: minutesLater(-1) });

    const looked = await claims.claim({
      instance: me,
      size: 10,
      busy: accounts.slice(0, 1).map((id) => idOf('ea', id)),
      except: [],
      now: NOON,
    });

    expect(countsBy(looked?.sends ?? [], 'accountId')).toEqual([10]);
  });

  it('lets campaigns take turns', async () => {
    const accounts = await seeder.accounts(4);
    const both = [await seeder.campaign({ accounts }), await seeder.campaign({ accounts })];
    for (const campaign of both) await seeder.sends({ campaign, count: 100, dueAt: minutesLater(-1) });

    const first = await claim(NOON, 10);
    const second = await claim(minutesLater(0.001), 10);

    expect(first?.campaignId).not.toBe(second?.campaignId);
  });
});

describe('smart time gaps', () => {
  it('keep two messages of an account at least a minute apart, whatever is due', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 5, max: 600 }),
        fc.array(fc.integer({ min: 1, max: 50_000 }), { minLength: 5, maxLength: 25 }),
        async (dailyLimit, windowMinutes, pausesMs) => {
          await seeder.clear();
          const openUntil = minutesLater(windowMinutes);
          const campaign = await seeder.campaign({
            accounts: await seeder.accounts(3, { dailyLimit }),
            smart: true,
            openUntil,
          });
          await seeder.sends({ campaign, count: 100, dueAt: minutesLater(-1) });

          const lastOf = new Map<string, number>();
          let at = NOON.getTime();
          for (const pauseMs of pausesMs) {
            for (const send of await claimAll(new Date(at))) {
              expect(at - (lastOf.get(send.accountId) ?? 0)).toBeGreaterThanOrEqual(60_000);
              lastOf.set(send.accountId, at);
            }
            at += pauseMs;
          }
          expect(lastOf.size).toBe(3);
        },
      ),
      { numRuns: 15 },
    );
  });

  it('spread the quota of an account over its window', async () => {
    const campaign = await seeder.campaign({
      accounts: await seeder.accounts(1, { dailyLimit: 40 }),
      smart: true,
      openUntil: minutesLater(480),
    });
    await seeder.sends({ campaign, count: 500, dueAt: minutesLater(-1) });

    const times: number[] = [];
    for (let minute = 0; minute < 480; minute += 1) {
      if ((await claimAll(minutesLater(minute))).length > 0) times.push(minute);
    }
    expect(times.length).toBeGreaterThan(25);
    expect(times.length).toBeLessThanOrEqual(40);
    expect(times.filter((minute) => minute < 240).length).toBeLessThan(28);
  });
});

describe('a claim beside many finished sends', () => {
  it('reads only what waits', async () => {
    const accounts = await seeder.accounts(20);
    const campaign = await seeder.campaign({ accounts });
    await seeder.sends({ campaign, count: 100_000, dueAt: minutesLater(-1), status: 'canceled' });
    await seeder.sends({ campaign, count: 2_000, dueAt: minutesLater(-1) });
    await core.database.query('vacuum analyze send');

    const explain = `explain (analyze, buffers, timing off, format json) ${CLAIM}`;
    const [row] = await core.database.query<Explained>(explain, [NOON, me, randomUUID(), 200, [], []]);
    const plan = row?.['QUERY PLAN'][0]?.Plan;

    expect(plan?.['Actual Rows']).toBe(200);
    expect((plan?.['Shared Hit Blocks'] ?? 0) + (plan?.['Shared Read Blocks'] ?? 0)).toBeLessThan(15_000);
  });
});

interface Explained {
  readonly 'QUERY PLAN': readonly { readonly Plan: Readonly<Record<string, number>> }[];
}
