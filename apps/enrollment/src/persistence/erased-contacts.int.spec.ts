import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ContactRows, Database } from '#database';
import { idOf, uuidOf } from '#kernel';
import { useServers } from '#testing';
import { aCampaign } from '../../test/campaign-fixtures.js';
import { EnrollmentHarness } from '../../test/enrollment-harness.js';
import { persons } from './persons.js';

const DAY_MS = 86_400_000;
const servers = useServers();
let harness: EnrollmentHarness;

beforeAll(async () => {
  harness = await EnrollmentHarness.boot(servers.databaseUrl);
});
afterAll(() => harness.close());

it('a campaign ends when the last contact under way is erased', async () => {
  const campaign = aCampaign();
  await harness.insertContacts(campaign.campaign.workspace_id, 1);
  await harness.sync(campaign);
  await harness.enrollAll();
  const [enrollment] = await harness.enrollmentsOf(campaign);
  if (enrollment === undefined) throw new Error('one is enrolled');

  await new ContactRows(harness.get(Database), persons.tables, persons.keep).erase({
    workspace: uuidOf(campaign.campaign.workspace_id),
    contact: enrollment.contact_id,
    contactId: idOf('cont', enrollment.contact_id),
    email: enrollment.email,
  });
  harness.clock.advance(DAY_MS);
  await harness.enrollAll();
  expect(await harness.enrollmentsOf(campaign)).toEqual([]);
  expect(await harness.exhaustedOf(campaign)).toHaveLength(1);
});
