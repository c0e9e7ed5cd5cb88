import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, uuidOf, type Id } from '#kernel';
import { useServers } from '#testing';
import { aCampaign } from '../../../test/campaign-fixtures.js';
import { EnrollmentHarness } from '../../../test/enrollment-harness.js';
import type { GivenFields } from '../domain/contact-batch.js';
import { parseContacts } from '../transport/parse-contacts.js';
import { WriteContacts } from '../use-cases/write-contacts.js';
import { Contacts } from './contacts.js';

const servers = useServers();
let harness: EnrollmentHarness;

beforeAll(async () => {
  harness = await EnrollmentHarness.boot(servers.databaseUrl);
});

afterAll(() => harness.close());

async function stored(workspaceId: Id<'ws'>, contact: object): Promise<Id<'cont'>> {
  const rows = parseContacts([contact]).rows;
  const [result] = await harness.get(WriteContacts).execute(workspaceId, 'create', rows);
  if (result?.status !== 'created') throw new Error('not created');
  return result.id;
}

const change = (workspaceId: Id<'ws'>, id: Id<'cont'>, given: GivenFields) =>
  harness.get(Contacts).update(workspaceId, id, given);

describe('a change of a contact', () => {
  it('keeps what is absent, clears what is null and merges custom fields', async () => {
    const workspace = newId('ws');
    const id = await stored(workspace, {
      email: 'ann@x.test',
      first_name: 'Ann',
      title: 'CTO',
      lead_score: 5,
      tags: ['a'],
      company: { name: 'X', domain: 'x.test' },
      custom_fields: { replica: 'free', seats: 3 },
    });

    const changed = await change(workspace, id, {
      title: null,
      tags: ['b', 'c'],
      company_name: 'Y',
      custom_fields: { replica: 'pro', seats: null },
    });

    expect(changed).toMatchObject({
      email: 'ann@x.test',
      first_name: 'Ann',
      title: null,
      lead_score: 5,
      tags: ['b', 'c'],
      company_name: 'Y',
      company_domain: 'x.test',
      custom_fields: { replica: 'pro' },
    });
    expect(changed).toEqual(await harness.get(Contacts).find(workspace, id));
  });

  it('does not take the address of another one', async () => {
    const workspace = newId('ws');
    const id = await stored(workspace, { email: 'ann@x.test' });
    await stored(workspace, { email: 'bob@x.test' });

    await expect(change(workspace, id, { email: 'BOB@x.test' })).rejects.toMatchObject({
      kind: 'conflict',
      code: 'duplicate_contact',
    });
    expect(await change(workspace, id, { email: 'Ann@X.test' })).toMatchObject({ email: 'Ann@X.test' });
  });

  it('is for nobody else, and not for a deleted one', async () => {
    const workspace = newId('ws');
    const id = await stored(workspace, { email: 'ann@x.test' });
    expect(await change(newId('ws'), id, { title: 'CEO' })).toBeUndefined();

    expect(await harness.get(Contacts).delete(newId('ws'), id)).toBe(false);
    expect(await harness.get(Contacts).delete(workspace, id)).toBe(true);
    expect(await harness.get(Contacts).delete(workspace, id)).toBe(false);
    expect(await change(workspace, id, { title: 'CEO' })).toBeUndefined();
    expect(await harness.get(Contacts).find(workspace, id)).toBeUndefined();
  });

  it('brings it into the campaigns that it matches now', async () => {
    const campaign = aCampaign();
    const workspace = campaign.campaign.workspace_id;
    const id = await stored(workspace, { email: 'ann@x.test', country: 'FR' });
    await harness.sync(campaign);
    await harness.enrollAll();
    expect(await harness.enrollmentsOf(campaign)).toEqual([]);

    await change(workspace, id, { country: 'DE' });
    await harness.enrollAll();

    expect(await harness.enrollmentsOf(campaign)).toMatchObject([
      { contact_id: uuidOf(id), status: 'active' },
    ]);
  });
});

describe('a deleted contact', () => {
  it('is not enrolled', async () => {
    const campaign = aCampaign();
    const workspace = campaign.campaign.workspace_id;
    const id = await stored(workspace, { email: 'ann@x.test', country: 'DE' });
    await harness.get(Contacts).delete(workspace, id);
    await harness.sync(campaign);
    await harness.enrollAll();

    expect(await harness.enrollmentsOf(campaign)).toEqual([]);
  });
});
