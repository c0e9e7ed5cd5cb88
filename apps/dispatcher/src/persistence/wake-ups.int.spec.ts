import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { AccountChanged, StepsDue, type CampaignView } from '#contracts';
import type { Transaction } from '#database';
import { newId, uuidOf } from '#kernel';
import { makeEvent } from '#messaging';
import { eventually, useServers } from '#testing';
import { CampaignFixture } from '../../test/campaign-fixtures.js';
import { DeliveryHarness, LATER, NOON } from '../../test/delivery-harness.js';
import { AccountStates } from './account-states.js';
import { PlannedSends } from './planned-sends.js';

const servers = useServers();
let harness: DeliveryHarness;

beforeAll(async () => {
  harness = await DeliveryHarness.open(servers.databaseUrl);
});
afterAll(() => harness.close());
afterEach(() => harness.seeder.clear());

const keep = (campaign: CampaignView): Promise<void> =>
  harness.campaignSendStates.store([{ version: 2, campaign, pausedAt: null, resumedAt: null }], NOON);

/** Runs `meanwhile` while `work` waits in its middle for what `hold` has locked or written. */
async function inTheMiddle(
  hold: (tx: Transaction) => Promise<unknown>,
  work: () => Promise<unknown>,
  meanwhile: () => Promise<unknown>,
): Promise<void> {
  const { database } = harness.core;
  let working: Promise<unknown> = Promise.resolve();
  await database.transaction(async (tx) => {
    await hold(tx);
    working = work();
    await eventually(async () => {
      const waiting = await database.query(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      expect(waiting).toHaveLength(1);
    });
    await meanwhile();
  });
  await working;
}

/** Claims once, as a dispatcher does: a campaign that gives nothing sleeps. */
async function look(): Promise<number> {
  const claim = await harness.claims.claim({
    instance: harness.me,
    size: 200,
    busy: [],
    except: [],
    now: NOON,
  });
  if (claim?.sends.length === 0) await harness.claims.sleep(claim, NOON);
  return claim?.sends.length ?? 0;
}

describe('a campaign that becomes known and looks for work', () => {
  it('while its steps are being planned, finds them', async () => {
    const fixture = new CampaignFixture(25, { accounts: 1 });
    const data = { campaign_id: fixture.campaign.id, steps: fixture.due(2, NOON) };
    const due = makeEvent(StepsDue, {
      service: 'enrollment',
      workspaceId: fixture.workspaceId,
      time: NOON,
      data,
    });
    await new AccountStates(harness.core.database).store(accountsOf(fixture), NOON);

    await inTheMiddle(
      (tx) =>
        tx.query(
          `insert into send (workspace_id, campaign_id, enrollment_id, contact_id, email, step_id, step_number,
             due_at, created_at, updated_at) select $1, $1, $2, $1, '', $3, 1, $4, $4, $4`,
          [
            uuidOf(newId('ws')),
            uuidOf(data.steps[0]?.enrollment_id ?? ''),
            uuidOf(data.steps[0]?.step_id ?? ''),
            '2100-01-01',
          ],
        ),
      () => harness.core.get(PlannedSends).plan([due], NOON),
      async () => {
        await keep(fixture.campaign);
        expect(await look()).toBe(0);
      },
    );

    expect(await look()).toBe(1);
  });

  it('while its account becomes known too, finds it', async () => {
    const [before, fixture] = [
      new CampaignFixture(25, { accounts: 1 }),
      new CampaignFixture(25, { accounts: 0 }),
    ];
    const { sending_account_ids } = before.campaign;
    await keep(before.campaign);
    await harness.seeder.sends({
      campaign: uuidOf(fixture.campaign.id),
      count: 3,
      dueAt: new Date(NOON.getTime() - 60_000),
    });
    let found = 0;

    await inTheMiddle(
      (tx) => tx.query('select from campaign_send_state for update'),
      () => new AccountStates(harness.core.database).store(accountsOf(before), NOON),
      async () => {
        await keep({ ...fixture.campaign, sending_account_ids });
        found = await look();
      },
    );

    expect(found + (await look()) + (await look())).toBe(3);
  });
});

it('a campaign that sleeps at its daily limit wakes when a send that counted does not go', async () => {
  const campaign = await harness.seeder.campaign({
    accounts: await harness.seeder.accounts(1),
    dailyLimit: 2,
  });
  await harness.seeder.sends({ campaign, count: 3, dueAt: new Date(NOON.getTime() - 60_000) });
  const sends = await harness.claim(NOON);
  expect(sends).toHaveLength(2);
  expect(await look()).toBe(0);

  const [canceled] = sends;
  await harness.record(canceled ? [canceled] : [], { kind: 'canceled', reason: 'suppressed' });
  expect(await look()).toBe(1);
});

describe('a campaign that shares a sending account with another one', () => {
  const past = new Date(NOON.getTime() - 60_000);

  it('wakes when a send of the other one gives back what the limit of the account had counted', async () => {
    const accounts = await harness.seeder.accounts(1, { dailyLimit: 2 });
    const first = await harness.seeder.campaign({ accounts });
    await harness.seeder.sends({ campaign: first, count: 2, dueAt: past });
    const sends = await harness.claim(NOON);
    expect(sends).toHaveLength(2);
    const second = await harness.seeder.campaign({ accounts });
    await harness.seeder.sends({ campaign: second, count: 1, dueAt: past });
    expect((await look()) + (await look())).toBe(0);

    await harness.record(sends.slice(0, 1), { kind: 'canceled', reason: 'suppressed' });
    expect((await look()) + (await look())).toBe(1);
  });

  it('wakes when a send of the other one is deferred and skips its gap', async () => {
    const accounts = await harness.seeder.accounts(1);
    const first = await harness.seeder.campaign({ accounts, smart: true });
    await harness.seeder.sends({ campaign: first, count: 1, dueAt: past });
    const sends = await harness.claim(NOON);
    const second = await harness.seeder.campaign({ accounts, smart: true });
    await harness.seeder.sends({ campaign: second, count: 1, dueAt: past });
    expect((await look()) + (await look())).toBe(0);

    await harness.record(sends, { kind: 'deferred', dueAt: LATER, closesAt: LATER });
    expect((await look()) + (await look())).toBe(1);
  });
});

const accountsOf = ({ accounts, workspaceId }: CampaignFixture) =>
  accounts.map((data) =>
    makeEvent(AccountChanged, { service: 'deliverability', workspaceId, time: NOON, data }),
  );
