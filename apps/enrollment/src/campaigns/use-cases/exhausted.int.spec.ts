import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { uuidOf } from '#kernel';
import { useServers } from '#testing';
import { aCampaign, changed } from '../../../test/builders.js';
import { Store } from '../../../test/store.js';
import { parseContacts } from '../../contacts/transport/parse-contacts.js';
import { WriteContacts } from '../../contacts/use-cases/write-contacts.js';

const servers = useServers();
let store: Store;
let replica: Store;

beforeAll(async () => {
  store = await Store.boot(servers.databaseUrl);
  replica = await Store.boot(servers.databaseUrl, store.clock);
});

afterAll(async () => {
  await Promise.all([store.close(), replica.close()]);
});

const write = (workspaceId: string, contacts: object[]): Promise<unknown> =>
  store.get(WriteContacts).execute(uuidOf(workspaceId), 'upsert', parseContacts(contacts).rows);

describe('the end of a campaign', () => {
  const exhaustedOf = (campaign: Parameters<Store['toldOf']>[1]): Promise<object[]> =>
    store.toldOf('enrollment.exhausted', campaign);

  it('is told once per version, by whichever replica is first', async () => {
    const campaign = aCampaign();
    await store.tell(campaign);
    await Promise.all([store.enrollAll(), replica.enrollAll()]);
    await write(campaign.campaign.workspace_id, [{ email: 'x@x.test', country: 'FR' }]);
    await Promise.all([store.enrollAll(), replica.enrollAll()]);
    expect(await exhaustedOf(campaign)).toHaveLength(1);

    await store.tell(changed(campaign, {}));
    await store.enrollAll();
    expect(await exhaustedOf(campaign)).toHaveLength(2);
  });

  it('is not told while somebody is under way', async () => {
    const campaign = aCampaign();
    await store.insertContacts(campaign.campaign.workspace_id, 1);
    await store.tell(campaign);
    await store.enrollAll();
    expect(await exhaustedOf(campaign)).toEqual([]);
  });

  it('is not told while the quota is all that is in the way', async () => {
    const campaign = aCampaign({ max_new_leads_per_day: 1 });
    await store.insertContacts(campaign.campaign.workspace_id, 2);
    await store.tell(campaign);
    await store.enrollAll();
    await store.query(
      `update enrollment set status = 'completed', awaiting_step = null, next_step_at = null, finished_at = enrolled_at
       where campaign_id = $1`,
      [uuidOf(campaign.campaign.id)],
    );
    await store.query('update campaign_replica set wake_at = $2 where campaign_id = $1', [
      uuidOf(campaign.campaign.id),
      store.clock.now(),
    ]);
    await store.enrollAll();
    expect(await exhaustedOf(campaign)).toEqual([]);
  });
});
