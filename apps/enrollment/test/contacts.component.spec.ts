import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  BulkUpsertContacts,
  CreateContact,
  DeleteContact,
  GetRecipient,
  ListContacts,
  SearchContacts,
  UpdateContact,
} from '#contracts';
import { Database } from '#database';
import { newId, uuidOf } from '#kernel';
import type { RunningService } from '#service';
import { StubServices, useServers } from '#testing';
import { aWorkspace } from './campaign-fixtures.js';
import { startEnrollment } from './start-service.js';

const servers = useServers();
let service: RunningService;
let others: StubServices;

beforeAll(async () => {
  service = await startEnrollment(servers);
  others = await StubServices.start(servers.natsUrl);
});

afterAll(async () => {
  await others.stop();
  await service.stop();
});

describe('the service of contacts', () => {
  it('tells what messages to a contact may say, to its own workspace alone', async () => {
    const workspace_id = aWorkspace();
    const contact = { email: 'ann@lumen.test', first_name: 'Ann', company: { name: 'Lumen' } };
    const { id: contact_id } = await others.rpc.request(CreateContact, { workspace_id, contact });

    const recipient = await others.rpc.request(GetRecipient, { workspace_id, contact_id });
    expect(recipient).toMatchObject({ ...contact, contact_id, last_name: null });
    for (const ref of [
      { workspace_id: newId('ws'), contact_id },
      { workspace_id, contact_id: newId('cont') },
    ]) {
      await expect(others.rpc.request(GetRecipient, ref)).rejects.toMatchObject({ code: 'not_found' });
    }
  });

  it('keeps and shows all that may be said of a contact, and one id for all contacts of a domain', async () => {
    const workspace_id = aWorkspace();
    const said = {
      email: 'ann@lumen.test',
      first_name: 'Ann',
      last_name: 'Lee',
      title: 'CTO',
      seniority: 'c_level',
      department: 'Engineering',
      phone: '+49 30 1234',
      mobile: '+49 170 1234',
      linkedin_url: 'https://www.linkedin.com/in/example',
      city: 'Berlin',
      state: 'Berlin',
      country: 'DE',
      time_zone: 'Europe/Berlin',
      lead_source: 'webinar',
      lead_score: 72,
      icp_tier: 'A' as const,
      grade: 'B',
      tags: ['vip'],
      verification_status: 'valid' as const,
      is_enriched: true,
      custom_fields: { plan: 'pro' },
    };
    const company = {
      name: 'Lumen',
      domain: 'Lumen.test',
      industry: 'Energy',
      employee_count: 250,
      revenue_band: '25M_50M',
    };
    const created = await others.rpc.request(CreateContact, {
      workspace_id,
      contact: { ...said, company },
    });
    const colleague = await others.rpc.request(CreateContact, {
      workspace_id,
      contact: { email: 'bob@lumen.test', company: { domain: 'lumen.test' } },
    });

    expect(created).toEqual({
      ...said,
      id: expect.stringMatching(/^cont_/),
      workspace_id,
      full_name: 'Ann Lee',
      is_deleted: false,
      company: { ...company, id: colleague.company?.id },
      created_at: expect.any(String),
      updated_at: expect.any(String),
    });
    expect(created.company?.id).toMatch(/^comp_/);
    const elsewhere = await others.rpc.request(CreateContact, {
      workspace_id: aWorkspace(),
      contact: { ...said, company },
    });
    expect(elsewhere.company?.id).not.toBe(created.company?.id);
  });

  it('searches with the words of the filter and of the request, and counts all that match', async () => {
    const workspace_id = aWorkspace();
    const contacts = [
      { email: 'ann@lumen.test', last_name: 'Lee' },
      { email: 'bob@lumen.test', last_name: 'Lee' },
      { email: 'ann@shop.test', last_name: 'Lee' },
    ];
    await others.rpc.request(BulkUpsertContacts, { workspace_id, contacts });
    const search = (asked: object) =>
      others.rpc.request(SearchContacts, { workspace_id, page_size: 1, ...asked });

    expect(await search({ search: 'lee' })).toMatchObject({ total: 3, has_more: true });
    expect(await search({ search: 'ann', filter: { search: 'lumen' } })).toMatchObject({
      total: 1,
      has_more: false,
      results: [{ email: 'ann@lumen.test' }],
    });
  });

  it('carries the total of the first page of a search to its later pages, and counts for another filter', async () => {
    const workspace_id = aWorkspace();
    const contacts = ['DE', 'DE', 'FR'].map((country, n) => ({ email: `p${n}@lumen.test`, country }));
    await others.rpc.request(BulkUpsertContacts, { workspace_id, contacts });
    const search = (country: string, cursor?: string) =>
      others.rpc.request(SearchContacts, {
        workspace_id,
        page_size: 1,
        filter: { country: [country] },
        ...(cursor !== undefined && { cursor }),
      });
    const { next_cursor, total } = await search('de');
    if (next_cursor === null) throw new Error('no second page');
    await others.rpc.request(CreateContact, { workspace_id, contact: { email: 'p3@x.test', country: 'DE' } });

    expect([total, await search('de', next_cursor)]).toMatchObject([2, { total: 2, next_cursor: null }]);
    expect(await search('fr', next_cursor)).toMatchObject({ total: 1 });
  });

  it('answers a search that is made again with the contacts of now, whoever changed them', async () => {
    const workspace_id = aWorkspace();
    const ask = { workspace_id, contact: { email: 'ann@lumen.test', country: 'DE' } };
    const { id: contact_id } = await others.rpc.request(CreateContact, ask);
    const search = { workspace_id, filter: { country: ['DE'] } };
    const phones = async () => [
      (await others.rpc.request(SearchContacts, search)).results.map(({ phone }) => phone),
      (await others.rpc.request(ListContacts, search)).results.map(({ phone }) => phone),
    ];

    expect(await phones()).toEqual([[null], [null]]);
    await others.rpc.request(UpdateContact, { workspace_id, contact_id, changes: { phone: '1' } });
    expect(await phones()).toEqual([['1'], ['1']]);
    await service.app
      .get(Database)
      .query(`update contact set phone = '2' where id = $1`, [uuidOf(contact_id)]);
    expect(await phones()).toEqual([['2'], ['2']]);
    await others.rpc.request(DeleteContact, { workspace_id, contact_id });
    expect(await phones()).toEqual([[], []]);
  });
});
