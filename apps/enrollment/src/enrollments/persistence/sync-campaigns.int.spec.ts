import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CampaignEventData } from '#contracts';
import { uuidOf } from '#kernel';
import { useServers } from '#testing';
import { aCampaign, changed } from '../../../test/campaign-fixtures.js';
import { EnrollmentHarness } from '../../../test/enrollment-harness.js';
import { EnrollJobs } from './enroll-jobs.js';

const HOUR_MS = 3_600_000;
const servers = useServers();
let harness: EnrollmentHarness;

beforeAll(async () => {
  harness = await EnrollmentHarness.boot(servers.databaseUrl);
});
afterAll(() => harness.close());

const emailsOf = async (campaign: Parameters<EnrollmentHarness['enrollmentsOf']>[0]): Promise<string[]> =>
  (await harness.enrollmentsOf(campaign)).map(({ email }) => email).toSorted();

describe('another filter', () => {
  it('finds from the first contact on who matches now, and keeps who was enrolled', async () => {
    const campaign = aCampaign({ contact_filter: { country: ['FR'] }, max_new_leads_per_day: 1 });
    const workspace = campaign.campaign.workspace_id;
    await harness.insertContacts(workspace, 2, { prefix: 'de' });
    await harness.insertContacts(workspace, 2, { prefix: 'fr' });
    await harness.query(`update contact set country = 'FR' where email like 'fr%'`);
    await harness.sync(campaign);
    await harness.enrollAll();
    expect(await emailsOf(campaign)).toEqual(['fr1@corp.test']);

    // The scan of the old filter rests behind both Germans, with today's quota used up.
    await harness.sync(changed(campaign, { contact_filter: { country: ['DE'] }, max_new_leads_per_day: 3 }));
    await harness.enrollAll();
    expect(await emailsOf(campaign)).toEqual(['de1@corp.test', 'de2@corp.test', 'fr1@corp.test']);
  });

  it('keeps the end of the old one from ending the campaign: the end names its version', async () => {
    const campaign = aCampaign({ version: 4 });
    await harness.sync(campaign);
    await harness.enrollAll();

    expect(await harness.exhaustedOf(campaign)).toMatchObject([{ version: 4 }]);
  });
});

describe('another delay', () => {
  const delayed = (published: CampaignEventData, delays: readonly number[]): CampaignEventData => ({
    ...published,
    version: published.version + 1,
    steps: published.steps.map((step, at) => ({ ...step, delay_ms: delays[at] ?? 0 })),
  });
  const waits = async (campaign: CampaignEventData) =>
    (await harness.enrollmentsOf(campaign)).map(({ enrolled_at, next_step_at }) =>
      next_step_at === null ? null : (next_step_at.getTime() - enrolled_at.getTime()) / HOUR_MS,
    );

  it('is waited by who waits already, once however often it is published, and by nobody else', async () => {
    const campaign = aCampaign({ delays: [2 * HOUR_MS, 5 * HOUR_MS] });
    const other = aCampaign({ delays: [2 * HOUR_MS], workspace_id: campaign.campaign.workspace_id });
    await harness.insertContacts(campaign.campaign.workspace_id, 3);
    await harness.sync(campaign, other);
    await harness.enrollAll();
    await harness.query(
      `update enrollment set current_step = 1 where campaign_id = $1 and email = 'p1@corp.test'`,
      [uuidOf(campaign.campaign.id)],
    );

    const longer = delayed(campaign, [4 * HOUR_MS, 5 * HOUR_MS]);
    await harness.sync(longer);
    await harness.sync(longer, campaign);
    expect(await waits(campaign)).toEqual([2, 4, 4]);
    expect(await waits(other)).toEqual([2, 2, 2]);

    await harness.sync(delayed(longer, [HOUR_MS, 5 * HOUR_MS]));
    expect(await waits(campaign)).toEqual([2, 1, 1]);
  });

  it('is waited also where a request that enrolls contacts has brought it before its event', async () => {
    const campaign = aCampaign({ delays: [2 * HOUR_MS] });
    await harness.insertContacts(campaign.campaign.workspace_id, 1);
    await harness.sync(campaign);
    await harness.enrollAll();

    const longer = delayed(campaign, [4 * HOUR_MS]);
    await harness.enroll(longer, []);
    await harness.sync(longer);
    expect(await waits(campaign)).toEqual([4]);

    const shorter = delayed(longer, [HOUR_MS]);
    await harness.get(EnrollJobs).open(shorter, 1);
    await harness.sync(shorter);
    expect(await waits(campaign)).toEqual([1]);
  });
});

describe('an archived campaign', () => {
  it('has nobody under way any more, and starts nobody', async () => {
    const campaign = aCampaign({ max_new_leads_per_day: 2 });
    await harness.insertContacts(campaign.campaign.workspace_id, 5);
    await harness.sync(campaign);
    await harness.enrollAll();
    await harness.sync(changed(campaign, { status: 'archived' }));
    harness.clock.advance(2 * 86_400_000);
    await harness.enrollAll();

    const enrollments = await harness.enrollmentsOf(campaign);
    expect(enrollments).toHaveLength(2);
    expect(enrollments).toMatchObject([
      { status: 'removed', stop_reason: 'campaign_archived', next_step_at: null },
      { status: 'removed', stop_reason: 'campaign_archived', next_step_at: null },
    ]);
  });
});
