import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { idOf, newId } from '#kernel';
import { useServers } from '#testing';
import { DeliveryHarness, LATER, NOON } from '../../test/delivery-harness.js';
import { PacingReports } from './pacing-reports.js';

const servers = useServers();
let harness: DeliveryHarness;
let pacingReports: PacingReports;

beforeAll(async () => {
  harness = await DeliveryHarness.open(servers.databaseUrl);
  pacingReports = new PacingReports(harness.core.database);
});
afterAll(() => harness.close());
afterEach(() => harness.seeder.clear());

describe('the facts of a pacing', () => {
  it('count what waits, what was sent today, and the accounts that may send', async () => {
    const good = await harness.seeder.accounts(1, { dailyLimit: 40 });
    const bad = [
      ...(await harness.seeder.accounts(1, { active: false })),
      ...(await harness.seeder.accounts(1, { health: 10 })),
    ];
    const campaign = await harness.seeder.campaign({ accounts: [...good, ...bad], dailyLimit: 9 });
    await harness.seeder.sends({ campaign, count: 4, dueAt: NOON });
    await harness.seeder.sends({ campaign, count: 2, dueAt: LATER });
    await harness.core.database.query('update account_state set sent_today = 7, day_resets_at = $1', [NOON]);
    await harness.core.database.query('update campaign_send_state set sent_today = 5, day_resets_at = $1', [
      LATER,
    ]);
    const ref = { workspace_id: idOf('ws', harness.seeder.workspace), campaign_id: idOf('camp', campaign) };
    const now = new Date(NOON.getTime() + 1_000);

    expect(await pacingReports.factsOf(ref, now)).toMatchObject({
      held: false,
      used: 5,
      limit: 9,
      resets_at: LATER,
      accounts: [{ used: 0, limit: 40, resets_at: new Date('2026-05-05T00:00:00Z') }],
      due: 4,
      waiting: 6,
      next_due_at: NOON,
    });
    expect(await pacingReports.factsOf({ ...ref, workspace_id: newId('ws') }, now)).toBeUndefined();
  });
});
