import { useServers } from '#testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aCampaign, changed } from '../../test/builders.js';
import { Store } from '../../test/store.js';

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
