import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CampaignEventData } from '#contracts';
import { uuidOf } from '#kernel';
import { useServers } from '#testing';
import { aCampaign, changed } from '../../../test/builders.js';
import { Store } from '../../../test/store.js';

const HOUR_MS = 3_600_000;
const servers = useServers();
let store: Store;

beforeAll(async () => {
  store = await Store.boot(servers.databaseUrl);
});
afterAll(() => store.close());

const emailsOf = async (campaign: Parameters<Store['enrollmentsOf']>[0]): Promise<string[]> =>
  (await store.enrollmentsOf(campaign)).map(({ email }) => email).toSorted();

describe('another filter', () => {
  it('finds from the first contact on who matches now, and keeps who was enrolled', async () => {
    const campaign = aCampaign({ contact_filter: { country: ['FR'] }, max_new_leads_per_day: 1 });
    const workspace = campaign.campaign.workspace_id;
    await store.insertContacts(workspace, 2, { prefix: 'de' });
    await store.insertContacts(workspace, 2, { prefix: 'fr' });
    await store.query(`update contact set country = 'FR' where email like 'fr%'`);
    await store.tell(campaign);
    await store.enrollAll();
    expect(await emailsOf(campaign)).toEqual(['fr1@corp.test']);

    // The scan of the old filter rests behind both Germans, with today's quota used up.
    await store.tell(changed(campaign, { contact_filter: { country: ['DE'] }, max_new_leads_per_day: 3 }));
    await store.enrollAll();
    expect(await emailsOf(campaign)).toEqual(['de1@corp.test', 'de2@corp.test', 'fr1@corp.test']);
  });

  it('keeps the end of the old one from ending the campaign: the end names its version', async () => {
    const campaign = aCampaign({ version: 4 });
    await store.tell(campaign);
    await store.enrollAll();

    expect(await store.toldOf('enrollment.exhausted', campaign)).toMatchObject([{ version: 4 }]);
  });
});

describe('another delay', () => {
  const delayed = (told: CampaignEventData, delays: readonly number[]): CampaignEventData => ({
    ...told,
    version: told.version + 1,
    steps: told.steps.map((step, at) => ({ ...step, delay_ms: delays[at] ?? 0 })),
  });
  const waits = async (campaign: CampaignEventData) =>
    (await store.enrollmentsOf(campaign)).map(({ enrolled_at, next_step_at }) =>
      next_step_at === null ? null : (next_step_at.getTime() - enrolled_at.getTime()) / HOUR_MS,
    );

  it('is waited by who waits already, once however often it is told, and by nobody else', async () => {
    const campaign = aCampaign({ delays: [2 * HOUR_MS, 5 * HOUR_MS] });
    const other = aCampaign({ delays: [2 * HOUR_MS], workspace_id: campaign.campaign.workspace_id });
    await store.insertContacts(campaign.campaign.workspace_id, 3);
    await store.tell(campaign, other);
    await store.enrollAll();
    await store.query(
      `update enrollment set current_step = 1 where campaign_id = $1 and email = 'p1@corp.test'`,
      [uuidOf(campaign.campaign.id)],
    );

    const longer = delayed(campaign, [4 * HOUR_MS, 5 * HOUR_MS]);
    await store.tell(longer);
    await store.tell(longer, campaign);
    expect(await waits(campaign)).toEqual([2, 4, 4]);
    expect(await waits(other)).toEqual([2, 2, 2]);

    await store.tell(delayed(longer, [HOUR_MS, 5 * HOUR_MS]));
    expect(await waits(campaign)).toEqual([2, 1, 1]);
  });
});

describe('an archived campaign', () => {
  it('has nobody under way any more, and starts nobody', async () => {
    const campaign = aCampaign({ max_new_leads_per_day: 2 });
    await store.insertContacts(campaign.campaign.workspace_id, 5);
    await store.tell(campaign);
    await store.enrollAll();
    await store.tell(changed(campaign, { status: 'archived' }));
    store.clock.advance(2 * 86_400_000);
    await store.enrollAll();

    const enrollments = await store.enrollmentsOf(campaign);
    expect(enrollments).toHaveLength(2);
    expect(enrollments).toMatchObject([
      { status: 'removed', stop_reason: 'campaign_archived', next_step_at: null },
      { status: 'removed', stop_reason: 'campaign_archived', next_step_at: null },
    ]);
  });
});
