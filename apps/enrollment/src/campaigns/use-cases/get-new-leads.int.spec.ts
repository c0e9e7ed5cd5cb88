import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DateTime } from 'luxon';
import type { CampaignEventData } from '#contracts';
import { useServers } from '#testing';
import { aCampaign, aWorkspace } from '../../../test/campaign-fixtures.js';
import { EnrollmentHarness } from '../../../test/enrollment-harness.js';
import { GetNewLeads } from './get-new-leads.js';

const DAY_MS = 86_400_000;
const ZONE = 'Pacific/Auckland';
const servers = useServers();
let harness: EnrollmentHarness;

beforeAll(async () => {
  harness = await EnrollmentHarness.boot(servers.databaseUrl);
});
afterAll(() => harness.close());

/** So that the local day does not end while a test looks at it. */
beforeEach(() => {
  const now = DateTime.fromJSDate(harness.clock.now(), { zone: ZONE });
  harness.clock.advance(now.plus({ days: 1 }).set({ hour: 12 }).toMillis() - now.toMillis());
});

const leadsOf = async ({ campaign }: CampaignEventData, workspace_id = campaign.workspace_id) => {
  const answer = await harness.get(GetNewLeads).execute({ workspace_id, campaign_id: campaign.id });
  return answer.new_leads;
};

async function running(
  changes: Parameters<typeof aCampaign>[0],
  contacts: number,
): Promise<CampaignEventData> {
  const campaign = aCampaign({ time_zone: ZONE, ...changes });
  await harness.insertContacts(campaign.campaign.workspace_id, contacts);
  await harness.sync(campaign);
  await harness.enrollAll();
  return campaign;
}

const nextMidnight = (): string =>
  DateTime.fromJSDate(harness.clock.now(), { zone: ZONE })
    .plus({ days: 1 })
    .startOf('day')
    .toJSDate()
    .toISOString();

describe('the new leads of a campaign', () => {
  it('count those who started today, until midnight where the campaign is, and say that others wait', async () => {
    const campaign = await running({ max_new_leads_per_day: 2 }, 3);

    expect(await leadsOf(campaign)).toEqual({ used: 2, limit: 2, resets_at: nextMidnight(), waiting: true });
  });

  it('are none again after midnight, before anybody has looked at the campaign', async () => {
    const campaign = await running({ max_new_leads_per_day: 2 }, 3);
    harness.clock.advance(DAY_MS);

    expect(await leadsOf(campaign)).toEqual({ used: 0, limit: 2, resets_at: nextMidnight(), waiting: true });
    await harness.enrollAll();
    expect(await leadsOf(campaign)).toMatchObject({ used: 1, waiting: false });
  });

  it('wait no more when everybody who matches has started', async () => {
    expect(await leadsOf(await running({ max_new_leads_per_day: 5 }, 3))).toMatchObject({
      used: 3,
      limit: 5,
      waiting: false,
    });
  });

  it('wait where somebody was named, though the filter finds nobody', async () => {
    const campaign = await running({ max_new_leads_per_day: 1, contact_filter: { country: ['XX'] } }, 2);
    expect(await leadsOf(campaign)).toMatchObject({ used: 0, waiting: false });

    await harness.enroll(campaign, await harness.contactsOf(campaign));
    await harness.enrollAll();
    expect(await leadsOf(campaign)).toMatchObject({ used: 1, limit: 1, waiting: true });
  });

  it('of a campaign that was never received, or that is another workspace’s, are unknown', async () => {
    const campaign = await running({}, 1);
    expect(await leadsOf(campaign, aWorkspace())).toBeNull();
    expect(await leadsOf(aCampaign())).toBeNull();
  });
});
