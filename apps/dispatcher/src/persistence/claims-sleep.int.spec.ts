import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { idOf } from '#kernel';
import { useServers, type ServiceCore } from '#testing';
import { startCore } from '../../test/delivery-harness.js';
import { Seeder } from '../../test/seed-sends.js';
import { Claims } from './claims.js';

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

const NOON = Date.parse('2026-05-04T12:00:00Z');
const MINUTE = 60_000;
const at = (minutes: number): Date => new Date(NOON + minutes * MINUTE);
const LONGEST_SLEEP = 60 * MINUTE;

/** Minutes from now: past, soon, and after the longest sleep. */
const moment = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: -90, max: 0 }) },
  { weight: 5, arbitrary: fc.integer({ min: 1, max: 59 }) },
  { weight: 1, arbitrary: fc.integer({ min: 61, max: 300 }) },
);
/** Mostly above zero, so that most states can send some time. */
const limit = fc.oneof(
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 4 }) },
);

const accountState = fc.record({
  active: fc.constantFrom(true, true, true, false),
  health: fc.constantFrom(90, 90, 90, 60),
  dailyLimit: limit,
  rampLimit: fc.option(limit),
  sentToday: fc.integer({ min: 0, max: 4 }),
  dayResets: moment,
  nextAt: moment,
  cooldownUntil: moment,
});

const campaignState = fc.record({
  smart: fc.boolean(),
  dailyLimit: limit,
  sentToday: fc.integer({ min: 0, max: 4 }),
  dayResets: moment,
  openFrom: moment,
  openFor: fc.integer({ min: 1, max: 400 }),
  accounts: fc.array(accountState, { minLength: 1, maxLength: 3 }),
  /** Each first message has no account; each follow-up has one of them. */
  sends: fc.array(fc.record({ dueAt: moment, account: fc.option(fc.nat(2)) }), {
    minLength: 1,
    maxLength: 5,
  }),
});
type CampaignState = typeof campaignState extends fc.Arbitrary<infer State> ? State : never;

async function arrange(state: CampaignState): Promise<{ campaign: string; openUntil: number }> {
  await seeder.clear();
  const accounts: string[] = [];
  for (const account of state.accounts) {
    const [id = ''] = await seeder.accounts(1, account);
    accounts.push(id);
    await core.database.query(
      'update account_state set sent_today = $2, day_resets_at = $3, next_at = $4, cooldown_until = $5 where account_id = $1',
      [id, account.sentToday, at(account.dayResets), at(account.nextAt), at(account.cooldownUntil)],
    );
  }
  const openUntil = at(Math.max(1, state.openFrom + state.openFor)); // an open or a coming window
  const campaign = await seeder.campaign({ ...state, accounts, openFrom: at(state.openFrom), openUntil });
  await core.database.query(
    'update campaign_send_state set sent_today = $2, day_resets_at = $3 where campaign_id = $1',
    [campaign, state.sentToday, at(state.dayResets)],
  );
  for (const send of state.sends) {
    const account = send.account === null ? undefined : accounts[send.account];
    await seeder.sends({
      campaign,
      count: 1,
      dueAt: at(send.dueAt),
      ...(account !== undefined && { account }),
    });
  }
  return { campaign, openUntil: openUntil.getTime() };
}

/** How many sends a look gives at `time`, whenever the campaign wanted to be looked at. */
async function lookAt(time: number) {
  await core.database.query(`update campaign_send_state set wake_at = '-infinity'`);
  const claim = await claims.claim({
    instance: randomUUID(),
    size: 200,
    busy: [],
    except: [],
    now: new Date(time),
  });
  if (claim === null) throw new Error('no campaign was due for a look');
  return claim;
}

/** To the millisecond above: due times and gaps have microseconds. */
async function wakeAt(): Promise<number> {
  const [row] = await core.database.query<{ ms: number }>(
    'select ceil(extract(epoch from wake_at) * 1000)::float8 as ms from campaign_send_state',
  );
  return row?.ms ?? NaN;
}

it('a campaign sleeps until the first moment at which a claim gives a send, not longer and not shorter', async () => {
  let woke = 0;
  await fc.assert(
    fc.asyncProperty(campaignState, async (state) => {
      const { openUntil } = await arrange(state);
      let claim = await lookAt(NOON);
      for (; claim.sends.length > 0; claim = await lookAt(NOON)); // what remains then waits for something
      await claims.sleep(claim, new Date(NOON));
      const wake = await wakeAt();

      expect(wake).toBeGreaterThan(NOON);
      expect(wake).toBeLessThanOrEqual(NOON + LONGEST_SLEEP);
      expect((await lookAt(Math.min(wake, openUntil) - 1)).sends).toEqual([]);
      const onTime = await lookAt(wake);
      if (wake === NOON + LONGEST_SLEEP || onTime.windowOver) return;
      expect(onTime.sends).not.toEqual([]);
      woke += 1;
    }),
    { numRuns: 400 },
  );
  expect(woke).toBeGreaterThan(80); // or the states would not be about waking
});

it('a campaign that gave a send with a gap sleeps until its next one without another look', async () => {
  const campaign = await seeder.campaign({ accounts: await seeder.accounts(3), smart: true });
  await seeder.sends({ campaign, count: 10, dueAt: at(-1) });

  const claim = await lookAt(NOON);
  expect(claim.sends).toHaveLength(3);
  await claims.sleep(claim, new Date(NOON));

  const [row] = await core.database.query<{ first: Date; wake_at: Date }>(
    'select wake_at, (select min(next_at) from account_state) as first from campaign_send_state',
  );
  expect(row?.wake_at.getTime()).toBe(Math.min(row?.first.getTime() ?? NaN, NOON + LONGEST_SLEEP));
});

describe('a campaign that gave nothing', () => {
  const claim = (now: Date) => claims.claim({ instance: randomUUID(), size: 200, busy: [], except: [], now });

  it('is not looked at again until something can go', async () => {
    const campaign = await seeder.campaign({ accounts: await seeder.accounts(1) });
    await seeder.sends({ campaign, count: 1, dueAt: at(5) });
    await claims.sleep(await lookAt(NOON), at(0));

    expect(await claim(at(4.9))).toBeNull();
    expect((await claim(at(5.1)))?.sends).toHaveLength(1);
  });

  it('does not sleep over what was planned since it was looked at', async () => {
    const campaign = await seeder.campaign({ accounts: await seeder.accounts(1) });
    const looked = await lookAt(NOON);
    await seeder.sends({ campaign, count: 1, dueAt: at(-1) });
    await core.database.query('update campaign_send_state set schedule_version = schedule_version + 1');
    await claims.sleep(looked, at(0));

    expect((await claim(at(0)))?.sends).toHaveLength(1);
  });
});

it('a campaign that gets no claim now is passed over, also when the next look is asked for', async () => {
  const accounts = await seeder.accounts(2);
  const [slow, other] = [await seeder.campaign({ accounts }), await seeder.campaign({ accounts })];
  for (const campaign of [slow, other]) await seeder.sends({ campaign, count: 100, dueAt: at(-1) });

  const except = [idOf('camp', slow)];
  const request = { instance: randomUUID(), size: 10, busy: [], except };
  for (const minute of [0, 1, 2]) {
    const claim = await claims.claim({ ...request, now: at(minute) });
    expect(claim?.campaignId).toBe(idOf('camp', other));
  }
  await core.database.query('update campaign_send_state set held = true where campaign_id = $1', [other]);
  expect(await claims.nextLookAt(except)).toBeNull();
  expect(await claims.nextLookAt([])).not.toBeNull();
});
