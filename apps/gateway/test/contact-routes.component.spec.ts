import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CreateContact,
  DeleteContact,
  ListContacts,
  SearchContacts,
  UpdateContact,
  type ContactView,
} from '#contracts';
import { newId } from '#kernel';
import { useServers } from '#testing';
import { GatewayHarness, problemIn } from './gateway-harness.js';

const servers = useServers();
const id = newId('cont');
const at = '2026-04-10T09:00:00.000Z';
const contact: ContactView = {
  id,
  workspace_id: newId('ws'),
  email: 'ann@example.com',
  first_name: 'Ann',
  last_name: null,
  full_name: 'Ann',
  title: null,
  seniority: null,
  department: null,
  country: null,
  time_zone: null,
  lead_score: null,
  icp_tier: null,
  grade: null,
  tags: [],
  company: null,
  custom_fields: {},
  created_at: at,
  updated_at: at,
};
const page = { results: [contact], next_cursor: null, has_more: false };
let gateway: GatewayHarness;
let key: string;
let workspace_id: string;
beforeAll(async () => {
  gateway = await GatewayHarness.start(servers);
  ({ api_key: key, workspace_id } = await gateway.createWorkspace());
});
afterEach(() => gateway.removeStubs());
afterAll(() => gateway.stop());

const ask = (method: string, path: string, body?: unknown) =>
  gateway.request(method, `/api/v1/contacts/${path}`, { key, ...(body !== undefined && { body }) });

describe('contacts', () => {
  it('are created, changed and deleted', async () => {
    const created = await gateway.recordRequests(CreateContact, contact);
    const changed = await gateway.recordRequests(UpdateContact, contact);
    const deleted = await gateway.recordRequests(DeleteContact, {});

    const answer = await ask('POST', '', { email: 'ann@example.com' });
    expect([answer.status, await answer.json()]).toEqual([201, contact]);
    expect((await ask('PATCH', `${id}/`, { title: null })).status).toBe(200);
    expect((await ask('DELETE', `${id}/`)).status).toBe(204);

    expect([created, changed, deleted]).toEqual([
      [{ workspace_id, contact: { email: 'ann@example.com' } }],
      [{ workspace_id, contact_id: id, changes: { title: null } }],
      [{ workspace_id, contact_id: id }],
    ]);
  });

  it('that exist already are a 409', async () => {
    await gateway.reply(CreateContact, () => ({
      status: 'refused',
      kind: 'conflict',
      code: 'duplicate_contact',
      message: 'a contact with this e-mail exists already',
      details: {},
    }));
    expect(await problemIn(await ask('POST', '', { email: 'ann@example.com' }))).toMatchObject({
      status: 409,
      code: 'duplicate_contact',
    });
  });

  it('are listed by every filter of the list', async () => {
    const asked = await gateway.recordRequests(ListContacts, page);
    const segment = newId('seg');
    const query = `icp_tier=A,B&grade=A&tag=vip&verification_status=valid,catch_all&segment_id=${segment}&search=ann&created_after=${at}&updated_after=${at}`;

    expect(await (await ask('GET', '')).json()).toEqual(page);
    const cursor = gateway.signedCursor('abc', workspace_id, '/api/v1/contacts');
    await ask('GET', `?page_size=2&cursor=${cursor}&${query}`);

    expect(asked).toEqual([
      { workspace_id, page_size: 50, filter: {} },
      {
        workspace_id,
        page_size: 2,
        cursor: 'abc',
        filter: {
          icp_tier: ['A', 'B'],
          grade: ['A'],
          tags: ['vip'],
          verification_status: ['valid', 'catch_all'],
          segment_ids: [segment],
          search: 'ann',
          created_after: at,
          updated_after: at,
        },
      },
    ]);
    for (const wrong of ['?icp_tier=E', '?segment_id=seg_1', '?created_after=yesterday', '?page_size=501']) {
      expect((await ask('GET', wrong)).status).toBe(400);
    }
  });

  it('are searched with a total', async () => {
    const asked = await gateway.recordRequests(SearchContacts, { ...page, total: 7 });
    const answer = await ask('POST', 'search/', { filter: { country: ['DE'] }, page_size: 1 });

    expect([answer.status, await answer.json()]).toEqual([200, { ...page, total: 7 }]);
    const cursor = gateway.signedCursor('abc', workspace_id, '/api/v1/contacts/search');
    await ask('POST', 'search/', { search: 'ann', cursor });
    expect(asked).toEqual([
      { workspace_id, page_size: 1, filter: { country: ['DE'] } },
      { workspace_id, page_size: 50, filter: {}, search: 'ann', cursor: 'abc' },
    ]);
    expect((await ask('POST', 'search/', { filter: { unknown: 1 } })).status).toBe(400);
  });
});
