import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { useServers, type ServiceCore } from '#testing';
import { startCore } from '../../test/delivery-harness.js';
import { Seeder } from '../../test/seed-sends.js';
import { Claims, type ClaimedSend } from './claims.js';

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
const MIDNIGHT_IN_KOLKATA = new Date('2026-05-04T18:30:00Z');
const minutesLater = (minutes: number): Date => new Date(NOON.getTime() + minutes * 60_000);

/** Claims as a dispatcher does, until every campaign sleeps. */
async function claimAll(now: Date, instance = randomUUID()): Promise<ClaimedSend[]> {
  const all: ClaimedSend[] = [];
  for (;;) {
    const looked = await claims.claim({ instance, size: 50, busy: [], except: [], now });
    if (looked === null) return all;
    if (looked.sends.length === 0) await claims.sleep(looked, now);
    all.push(...looked.sends);
  }
}

function mostOfOneAccount(sends: readonly ClaimedSend[]): number {
  const counts = new Map<string, number>();
  for (const { accountId } of sends) counts.set(accountId, (counts.get(accountId) ?? 0) + 1);
  return Math.max(...counts.values());
}

describe('the warmup ramp', () => {
  it('holds with four claimants at once, until the next local day of the account', async () => {
    const accounts = await seeder.accounts(20, { dailyLimit: 40, rampLimit: 15, timeZone: 'Asia/Kolkata' });
    const campaign = await seeder.campaign({ accounts });
    await seeder.sends({ campaign, count: 1_000, dueAt: minutesLater(-1) });

    const claimed = (await Promise.all([1, 2, 3, 4].map(() => claimAll(NOON)))).flat();
    expect(mostOfOneAccount(claimed)).toBe(15);
    claimed.push(...(await claimAll(new Date(MIDNIGHT_IN_KOLKATA.getTime() - 1_000))));
    expect([claimed.length, mostOfOneAccount(claimed)]).toEqual([20 * 15, 15]);

    const nextDay = await claimAll(MIDNIGHT_IN_KOLKATA);
    expect([nextDay.length, mostOfOneAccount(nextDay)]).toEqual([20 * 15, 15]);
  });

  it('holds for all campaigns of an account together', async () => {
    const accounts = await seeder.accounts(1, { rampLimit: 10 });
    for (const _ of [1, 2, 3]) {
      const campaign = await seeder.campaign({ accounts });
      await seeder.sends({ campaign, count: 8, dueAt: minutesLater(-1) });
    }

    expect((await Promise.all([claimAll(NOON), claimAll(NOON)])).flat()).toHaveLength(10);
  });

  it('rises at once with a stage, and never above the limit of the account', async () => {
    const accounts = await seeder.accounts(1, { dailyLimit: 30, rampLimit: 15 });
    const campaign = await seeder.campaign({ accounts });
    await seeder.sends({ campaign, count: 100, dueAt: minutesLater(-1) });
    expect(await claimAll(NOON)).toHaveLength(15);

    for (const [rampLimit, more] of [
      [25, 10],
      [40, 5],
      [null, 0],
    ] as const) {
      await core.database.query('update account_state set ramp_limit = $1', [rampLimit]);
      await core.database.query('update campaign_send_state set wake_at = $1', [NOON]);
      expect(await claimAll(minutesLater(1))).toHaveLength(more);
    }
  });

  it('stops an account that has sent more than the ceiling to which it fell', async () => {
    const accounts = await seeder.accounts(1, { rampLimit: 40 });
    const campaign = await seeder.campaign({ accounts });
    await seeder.sends({ campaign, count: 30, dueAt: minutesLater(-1) });
    expect(await claimAll(NOON)).toHaveLength(30);

    await core.database.query('update account_state set ramp_limit = 15');
    await seeder.sends({ campaign, count: 30, dueAt: minutesLater(-1) });
    await core.database.query('update campaign_send_state set wake_at = $1', [NOON]);
    expect(await claimAll(minutesLater(1))).toEqual([]);
  });
});
