import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LeadLeft, RecallLeads } from '#contracts';
import { uuidOf } from '#kernel';
import { eventually, useServers } from '#testing';
import { InstantlyServer } from '../../../test/platforms/instantly-server.js';
import { StopsSchedule } from '../src/leads/transport/stops.schedule.js';
import { LeadsHarness, type Lead, type ReadyCampaign } from './leads-harness.js';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const servers = useServers();
const server = new InstantlyServer();
let platforms: LeadsHarness;

beforeAll(async () => {
  platforms = await LeadsHarness.start(servers, server, 2);
});
afterAll(() => platforms.stop());
beforeEach(() => server.faults.none());

/** Lets the clock run until it is so: doubts are looked up after a while. */
const after = (check: () => Promise<void>): Promise<void> =>
  eventually(async () => {
    platforms.clock.advance(MINUTE_MS);
    await check();
  });

const becomesLater = (campaign: ReadyCampaign, statuses: Record<string, number>): Promise<void> =>
  after(async () => expect(await platforms.statuses(campaign)).toEqual(statuses));

/** The schedule of rare stops looks every half a minute. */
const becomesByStops = (campaign: ReadyCampaign, statuses: Record<string, number>): Promise<void> =>
  eventually(async () => {
    platforms.app.get(StopsSchedule).wake();
    expect(await platforms.statuses(campaign)).toEqual(statuses);
  });

async function pushed(count: number, steps = 1): Promise<{ campaign: ReadyCampaign; leads: Lead[] }> {
  const campaign = await platforms.campaign(Array.from({ length: steps }, () => ({})));
  const leads = platforms.leads(count);
  await platforms.handOver(campaign, leads);
  await platforms.becomes(campaign, { pushed: count });
  return { campaign, leads };
}

const leftOf = async (campaign: ReadyCampaign) =>
  (await platforms.published(LeadLeft, campaign)).map(({ data }) => [data.enrollment_id, data.reason]);

describe('an enrollment that ends', () => {
  it('while its lead waits cancels it', async () => {
    const campaign = await platforms.campaign([{}], { held: true });
    const [lead] = platforms.leads(1);
    if (lead === undefined) throw new Error('one was made');
    await platforms.handOver(campaign, [lead]);
    await platforms.becomes(campaign, { waiting: 1 });
    await platforms.finish(campaign, lead, { status: 'replied', reason: 'domain_replied' });
    await platforms.becomes(campaign, { canceled: 1 });

    expect(await leftOf(campaign)).toEqual([[lead.enrollment_id, 'domain_replied']]);
  });

  it('removes its lead at the platform, tried until it holds', async () => {
    const { campaign, leads } = await pushed(3);
    server.faults.next('maintenance', { path: /DELETE/, times: 3 });
    for (const lead of leads)
      await platforms.finish(campaign, lead, { status: 'replied', reason: 'replied' });
    await becomesLater(campaign, { removed: 3 });

    expect(leads.map((lead) => platforms.there(campaign, lead)[0]?.state)).toEqual([
      'removed',
      'removed',
      'removed',
    ]);
    expect(new Set(await leftOf(campaign))).toEqual(
      new Set(leads.map(({ enrollment_id }) => [enrollment_id, 'replied'])),
    );
  });

  it('because all of its messages have left stays at the platform', async () => {
    const { campaign, leads } = await pushed(2);
    const [done, gone] = leads;
    if (done === undefined || gone === undefined) throw new Error('two were pushed');
    await platforms.finish(campaign, done, { status: 'completed', reason: null });
    await platforms.finish(campaign, gone, { status: 'unsubscribed', reason: 'unsubscribed' });
    await platforms.becomes(campaign, { pushed: 1, removed: 1 });
    expect(platforms.there(campaign, done)[0]?.state).toBe('active');
  });

  it('while its lead is in doubt removes it once it is found', async () => {
    const campaign = await platforms.campaign([{}], { held: true });
    const [lead] = platforms.leads(1);
    if (lead === undefined) throw new Error('one was made');
    server.faults.next('cut_after', { path: /leads\/add/ });
    await platforms.handOver(campaign, [lead]);
    await platforms.hold(campaign, false);
    await platforms.becomes(campaign, { doubtful: 1 });
    await platforms.finish(campaign, lead, { status: 'unsubscribed', reason: 'unsubscribed' });
    await becomesLater(campaign, { removed: 1 });

    expect(platforms.there(campaign, lead)).toMatchObject([{ state: 'removed', timesPushed: 1 }]);
  });

  it('by a removal lets the queued message go, and no further one', async () => {
    const { campaign, leads } = await pushed(2, 2);
    const [sent, unsent] = leads;
    if (sent === undefined || unsent === undefined) throw new Error('two were pushed');
    for (const lead of leads)
      await platforms.finish(campaign, lead, { status: 'removed', reason: 'removed' });
    await platforms.becomes(campaign, { leaving: 2 });
    platforms.clock.advance(MINUTE_MS);
    await platforms.database.query(
      'update message set sent_at = $2 where enrollment_id = $1 and step_number = 1',
      [uuidOf(sent.enrollment_id), platforms.clock.now()],
    );
    await becomesByStops(campaign, { leaving: 1, removed: 1 });
    expect(platforms.there(campaign, unsent)[0]?.state).toBe('active');

    platforms.clock.advance(DAY_MS + MINUTE_MS);
    await platforms.becomes(campaign, { removed: 2 });
  });
});

it('a recall cancels what waits and removes what the platform has, at once', async () => {
  const { campaign, leads } = await pushed(2, 2);
  await platforms.hold(campaign, true);
  const waiting = platforms.leads(1);
  await platforms.handOver(campaign, waiting);
  await platforms.becomes(campaign, { pushed: 2, waiting: 1 });
  const [first] = leads;
  if (first === undefined) throw new Error('two were pushed');
  await platforms.finish(campaign, first, { status: 'removed', reason: 'removed' });
  await platforms.becomes(campaign, { pushed: 1, leaving: 1, waiting: 1 });

  const recall = {
    workspace_id: campaign.workspaceId,
    campaign_id: campaign.campaignId,
    contact_ids: [...leads, ...waiting].map(({ contact_id }) => contact_id),
  };
  expect(await platforms.stubs.rpc.request(RecallLeads, recall)).toEqual({ recalled: 1, pending: 2 });
  await platforms.becomes(campaign, { removed: 2, canceled: 1 });
  expect(await platforms.stubs.rpc.request(RecallLeads, recall)).toEqual({ recalled: 3, pending: 0 });
  expect(await leftOf(campaign)).toHaveLength(3);
});

it('leads that wait in a campaign that is over are canceled', async () => {
  const campaign = await platforms.campaign([{}], { held: true });
  await platforms.handOver(campaign, platforms.leads(3));
  await platforms.becomes(campaign, { waiting: 3 });
  await platforms.database.query(`update link set wanted = 'stopped' where campaign_id = $1`, [
    uuidOf(campaign.campaignId),
  ]);
  await becomesByStops(campaign, { canceled: 3 });
  expect(await leftOf(campaign)).toHaveLength(3);
});
