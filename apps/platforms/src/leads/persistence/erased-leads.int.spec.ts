import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { LeadLeft } from '#contracts';
import { ContactRows } from '#database';
import { idOf, uuidOf } from '#kernel';
import { outboxEvents, useServers, type ServiceCore } from '#testing';
import { startLeadCore } from '../../../test/lead-core.js';
import { seedCampaign, seedLead } from '../../../test/seed-campaign.js';
import { persons } from '../../persistence/persons.js';
import { LeadsThere } from './leads-there.js';

const NOBODY = { connections: [], campaigns: [] };
const servers = useServers();
let core: ServiceCore;

beforeAll(async () => {
  core = await startLeadCore(servers.databaseUrl);
});
afterAll(() => core.close());

it('an erased contact leaves the platform first, and then every table', async () => {
  const campaign = await seedCampaign(core.database, 'instantly', core.clock.now());
  const lead = await seedLead(core.database, campaign);
  const other = await seedLead(core.database, campaign);
  const rows = new ContactRows(core.database, persons.tables, persons.keep);
  const person = {
    workspace: uuidOf(campaign.workspaceId),
    contact: uuidOf(lead.contactId),
    contactId: lead.contactId,
    email: lead.email.toLowerCase(),
  };
  await rows.erase(person);
  expect(await core.database.query('select enrollment_id from message group by 1')).toEqual([
    { enrollment_id: uuidOf(other.enrollmentId) },
  ]);

  core.clock.travelTo(new Date(Date.now() + 60_000));
  const leaving = await core.get(LeadsThere).claimLeaving(NOBODY);
  expect(leaving?.leads).toMatchObject([{ enrollmentId: lead.enrollmentId, email: lead.email }]);
  await core.get(LeadsThere).removed([lead.enrollmentId]);

  const left = await core.database.query<{ enrollment_id: string }>('select enrollment_id from lead');
  expect(left.map(({ enrollment_id }) => idOf('enr', enrollment_id))).toEqual([other.enrollmentId]);
  expect((await outboxEvents(core.database, LeadLeft)).map(({ data }) => data)).toMatchObject([
    { enrollment_id: lead.enrollmentId, reason: 'contact_erased' },
  ]);
  expect(await rows.erase(person)).toBe(0);
});
