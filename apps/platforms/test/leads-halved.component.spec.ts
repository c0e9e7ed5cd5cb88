import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LeadRefused } from '#contracts';
import { uuidOf } from '#kernel';
import { eventually, useServers } from '#testing';
import { InstantlyServer } from '../../../test/platforms/instantly-server.js';
import { LeadsHarness, type ReadyCampaign } from './leads-harness.js';

const MINUTE_MS = 60_000;
const servers = useServers();
const server = new InstantlyServer();
let platforms: LeadsHarness;

beforeAll(async () => {
  platforms = await LeadsHarness.start(servers, server, 2);
});
afterAll(() => platforms.stop());

/** Lets the clock run until it is so: what was refused is tried again after a while. */
const becomesLater = (campaign: ReadyCampaign, statuses: Record<string, number>): Promise<void> =>
  eventually(async () => {
    platforms.clock.advance(MINUTE_MS);
    expect(await platforms.statuses(campaign)).toEqual(statuses);
  });

describe('a push that is refused as a whole', () => {
  let sizes: number[];
  beforeEach(() => {
    sizes = [];
    server.leads.onRefusal = (leads) => void sizes.push(leads);
    server.leads.poison.clear();
    server.leads.isPlanUsedUp = false;
  });

  /** The leads are due together, and the first of them makes the platform refuse a whole request where `poisons`. */
  const pushTogether = async (count: number, { poisons }: { readonly poisons: boolean }) => {
    const campaign = await platforms.campaign([{}], { held: true });
    const leads = platforms.leads(count);
    const [first] = leads;
    if (poisons) server.leads.poison.add(first?.email.toLowerCase() ?? '');
    await platforms.handOver(campaign, leads);
    await platforms.becomes(campaign, { waiting: count });
    await platforms.hold(campaign, false);
    return { campaign, leads, first };
  };

  it('because of one lead refuses this one alone, found by halves, and the others are there once', async () => {
    const { campaign, leads, first } = await pushTogether(16, { poisons: true });
    await platforms.becomes(campaign, { pushed: 15, refused: 1 });

    expect(platforms.counts(campaign, leads)).toEqual({ '1x1': 15, '0x0': 1 });
    expect(sizes).toEqual([16, 8, 4, 2, 1]);
    expect((await platforms.published(LeadRefused, campaign)).map(({ data }) => data)).toMatchObject([
      { enrollment_id: first?.enrollment_id, refusal: { code: 'platform_rejected' } },
    ]);
  });

  it('because of all leads, as by a plan that is used up, has them wait and come later', async () => {
    server.leads.isPlanUsedUp = true;
    const { campaign, leads } = await pushTogether(4, { poisons: false });
    await eventually(() => expect(sizes).toEqual([4, 2, 1, 1, 2, 1, 1]));
    await platforms.becomes(campaign, { waiting: 4 });
    const rows = await platforms.database.query(
      'select distinct attempts, error_code from lead where campaign_id = $1',
      [uuidOf(campaign.campaignId)],
    );
    expect(rows).toEqual([{ attempts: 1, error_code: 'platform_rejected' }]);

    server.leads.isPlanUsedUp = false;
    await becomesLater(campaign, { pushed: 4 });
    expect(platforms.counts(campaign, leads)).toEqual({ '1x1': 4 });
    expect(await platforms.published(LeadRefused, campaign)).toEqual([]);
  });

  it('and whose half has no answer looks this half up, and every lead is there once', async () => {
    server.leads.onRefusal = (leads) => {
      if (leads === 4) server.faults.next('cut_after', { path: /leads\/add/ });
    };
    const { campaign, leads } = await pushTogether(4, { poisons: true });
    await becomesLater(campaign, { pushed: 3, refused: 1 });

    expect(platforms.counts(campaign, leads)).toEqual({ '1x1': 3, '0x0': 1 });
  });
});
