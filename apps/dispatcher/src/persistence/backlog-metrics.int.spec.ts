import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { MovableClock } from '#kernel';
import { Metrics } from '#telemetry';
import { useServers } from '#testing';
import { DeliveryHarness, NOON } from '../../test/delivery-harness.js';
import { BacklogMetrics } from './backlog-metrics.js';

const servers = useServers();
let harness: DeliveryHarness;

beforeAll(async () => {
  harness = await DeliveryHarness.open(servers.databaseUrl);
});
afterAll(() => harness.close());
afterEach(() => harness.seeder.clear());

const minutesAgo = (minutes: number): Date => new Date(NOON.getTime() - minutes * 60_000);

/** Read anew, as a first scrape does. */
async function gauges(): Promise<Record<string, number>> {
  const metrics = new Metrics();
  const clock = new MovableClock();
  clock.travelTo(NOON);
  expect(new BacklogMetrics(metrics, harness.core.database, clock)).toBeDefined();
  const text = await metrics.registry.metrics();
  return Object.fromEntries(
    [...text.matchAll(/^nimbus_sends_(\w+) (\d+)$/gm)].map(([, name = '', value]) => [name, Number(value)]),
  );
}

describe('the backlog of sends', () => {
  it('has due, late and claimed sends', async () => {
    const accounts = await harness.seeder.accounts(1);
    const campaign = await harness.seeder.campaign({ accounts });
    await harness.seeder.sends({ campaign, count: 3, dueAt: minutesAgo(6) });
    await harness.seeder.sends({ campaign, count: 2, dueAt: minutesAgo(6), account: accounts[0] ?? '' });
    await harness.seeder.sends({ campaign, count: 4, dueAt: minutesAgo(4) });
    await harness.seeder.sends({ campaign, count: 5, dueAt: minutesAgo(-1) });

    expect(await gauges()).toEqual({ due: 9, late: 5, in_flight: 0 });
    await harness.claim(NOON);
    expect(await gauges()).toEqual({ due: 0, late: 0, in_flight: 9 });
  });

  it.each([
    ['the campaign is paused', 0, 'update campaign_send_state set held = true'],
    ['its window has just opened', 3, `update campaign_send_state set open_from = $1`],
    ['its window is over', 3, `update campaign_send_state set open_until = $1`],
    ['its day is used up', 3, `update campaign_send_state set daily_limit = 0, wake_at = $1`],
    ['its accounts are stopped', 3, 'update account_state set active = false'],
    ['its accounts rest', 3, `update account_state set rests_until = $1`],
    ['a gap has just passed', 3, `update account_state set next_at = $1`],
  ])('has no late send where %s', async (_, due, change) => {
    const accounts = await harness.seeder.accounts(1);
    const campaign = await harness.seeder.campaign({ accounts, smart: true });
    await harness.seeder.sends({ campaign, count: 3, dueAt: minutesAgo(60) });
    expect(await gauges()).toMatchObject({ due: 3, late: 3 });
    await harness.core.database.query(change, change.includes('$1') ? [NOON] : []);

    expect(await gauges()).toMatchObject({ due, late: 0 });
  });
});
