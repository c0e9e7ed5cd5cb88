import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { uuidOf } from '#kernel';
import { useServers } from '#testing';
import { aCampaign, changed } from '../../../test/campaign-fixtures.js';
import { EnrollmentHarness } from '../../../test/enrollment-harness.js';

const servers = useServers();
let harness: EnrollmentHarness;
let replica: EnrollmentHarness;

beforeAll(async () => {
  harness = await EnrollmentHarness.boot(servers.databaseUrl);
  replica = await EnrollmentHarness.boot(servers.databaseUrl, harness.clock);
});

afterAll(async () => {
  await Promise.all([harness.close(), replica.close()]);
});

describe('the end of a campaign', () => {
  it('is published once per version, by whichever replica is first', async () => {
    const campaign = aCampaign();
    await harness.sync(campaign);
    await Promise.all([harness.enrollAll(), replica.enrollAll()]);
    await harness.write(campaign.campaign.workspace_id, [{ email: 'x@x.test', country: 'FR' }]);
    await Promise.all([harness.enrollAll(), replica.enrollAll()]);
    expect(await harness.exhaustedOf(campaign)).toHaveLength(1);

    await harness.sync(changed(campaign, {}));
    await harness.enrollAll();
    expect(await harness.exhaustedOf(campaign)).toHaveLength(2);
  });

  it('is not published while somebody is under way', async () => {
    const campaign = aCampaign();
    await harness.insertContacts(campaign.campaign.workspace_id, 1);
    await harness.sync(campaign);
    await harness.enrollAll();
    expect(await harness.exhaustedOf(campaign)).toEqual([]);
  });

  it('is not published while the quota is all that is in the way', async () => {
    const campaign = aCampaign({ max_new_leads_per_day: 1 });
    await harness.insertContacts(campaign.campaign.workspace_id, 2);
    await harness.sync(campaign);
    await harness.enrollAll();
    await harness.query(
      `update enrollment set status = 'completed', awaiting_step = null, next_step_at = null, finished_at = enrolled_at
       where campaign_id = $1`,
      [uuidOf(campaign.campaign.id)],
    );
    await harness.query('update campaign_replica set wake_at = $2 where campaign_id = $1', [
      uuidOf(campaign.campaign.id),
      harness.clock.now(),
    ]);
    await harness.enrollAll();
    expect(await harness.exhaustedOf(campaign)).toEqual([]);
  });
});
