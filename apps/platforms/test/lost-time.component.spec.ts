import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, uuidOf } from '#kernel';
import { eventually, useServers } from '#testing';
import { InstantlyServer } from '../../../test/platforms/instantly-server.js';
import { declareLostTime } from '../src/leads/persistence/declare-lost-time.js';
import { DoubtsSchedule } from '../src/leads/transport/doubts.schedule.js';
import { LeadsHarness, type Lead, type ReadyCampaign } from './leads-harness.js';

const HOUR_MS = 3_600_000;
const servers = useServers();
const server = new InstantlyServer();
let platforms: LeadsHarness;

beforeAll(async () => {
  platforms = await LeadsHarness.start(servers, server);
});
afterAll(() => platforms.stop());

const becomesLater = (campaign: ReadyCampaign, statuses: Record<string, number>): Promise<void> =>
  eventually(async () => {
    platforms.clock.advance(60_000);
    platforms.app.get(DoubtsSchedule).wake();
    expect(await platforms.statuses(campaign)).toEqual(statuses);
  });

/** The lost time ends now. */
const declare = (): Promise<number> => {
  const now = platforms.clock.now();
  return declareLostTime(servers.databaseUrl, new Date(now.getTime() - HOUR_MS), now);
};

/** The platform has the leads, and the database that was restored knows nothing of it. */
async function pushedInLostTime(campaign: ReadyCampaign, leads: readonly Lead[]): Promise<void> {
  const { client, call } = await platforms.open(campaign.connectionId);
  await client.pushLeads(
    call,
    campaign.platformCampaignId,
    leads.map(({ email }) => ({
      email,
      firstName: 'Grace',
      lastName: null,
      companyName: null,
      reference: newId('enr'),
      variables: { nimbus_subject_1: 'Hello', nimbus_body_1: '<p>Hello</p>' },
    })),
  );
}

/** The steps of which something can be noted, by lead. */
async function notedSteps(leads: readonly Lead[]): Promise<number[]> {
  const rows = await platforms.database.query<{ steps: number }>(
    'select count(*)::int as steps from message where enrollment_id = any($1::uuid[]) group by enrollment_id',
    [leads.map(({ enrollment_id }) => uuidOf(enrollment_id))],
  );
  return rows.map(({ steps }) => steps);
}

describe('after a restore, once the lost time is declared,', () => {
  it('leads that wait are looked up before any is pushed, so each is at the platform once', async () => {
    const campaign = await platforms.campaign([{}, {}], { held: true });
    const leads = platforms.leads(6);
    await platforms.handOver(campaign, leads);
    await platforms.becomes(campaign, { waiting: 6 });
    await platforms.database.query(
      `update lead set status = 'pushing', claimed_by = gen_random_uuid(), claim_id = gen_random_uuid(), claimed_at = now()
       where enrollment_id = $1`,
      [uuidOf(leads[0]?.enrollment_id ?? '')],
    );
    await pushedInLostTime(campaign, leads.slice(0, 3));
    expect(await declare()).toBe(6);
    expect(await platforms.statuses(campaign)).toEqual({ doubtful: 6 });

    await platforms.hold(campaign, false);
    await becomesLater(campaign, { pushed: 6 });
    expect(platforms.counts(campaign, leads)).toEqual({ '1x1': 6 });
    expect(await notedSteps(leads)).toEqual([2, 2, 2, 2, 2, 2]);
  });

  it('leads that are enrolled anew for that time are looked up too, and later ones are not', async () => {
    const campaign = await platforms.campaign();
    const again = platforms.leads(2);
    await pushedInLostTime(campaign, again.slice(0, 1));
    await declare();
    const listings = () => server.served.filter(({ path }) => path === '/leads/list').length;
    await platforms.handOver(campaign, again);
    await becomesLater(campaign, { pushed: 2 });
    expect(platforms.counts(campaign, again)).toEqual({ '1x1': 2 });
    expect(await notedSteps(again)).toEqual([1, 1]);

    const before = listings();
    const later = platforms.leads(1);
    await platforms.handOver(campaign, later);
    await platforms.becomes(campaign, { pushed: 3 });
    expect(platforms.counts(campaign, later)).toEqual({ '1x1': 1 });
    expect(listings()).toBe(before);
  });

  it('a lead whose enrollment ends before the look-up leaves the platform', async () => {
    const campaign = await platforms.campaign([{}], { held: true });
    const leads = platforms.leads(2);
    await platforms.handOver(campaign, leads);
    await platforms.becomes(campaign, { waiting: 2 });
    await pushedInLostTime(campaign, leads.slice(0, 1));
    await declare();
    for (const lead of leads)
      await platforms.finish(campaign, lead, { status: 'unsubscribed', reason: 'unsubscribed' });

    await becomesLater(campaign, { removed: 1, canceled: 1 });
    expect(leads.flatMap((lead) => platforms.there(campaign, lead)).map(({ state }) => state)).toEqual([
      'removed',
    ]);
  });

  it('a lead of a contact who is not wanted any more leaves the platform', async () => {
    const campaign = await platforms.campaign();
    const [lead] = platforms.leads(1);
    if (lead === undefined) throw new Error('one was made');
    platforms.others.unwanted.set(lead.enrollment_id, { wanted: false, reason: 'suppressed' });
    await pushedInLostTime(campaign, [lead]);
    await declare();
    await platforms.handOver(campaign, [lead]);

    await becomesLater(campaign, { removed: 1 });
    expect(platforms.there(campaign, lead)).toMatchObject([{ state: 'removed' }]);
  });
});
