import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  BulkContactsResult,
  BulkUpsertContacts,
  CreateSegment,
  CreateSendingAccount,
  CreateSequence,
  DeleteSequence,
  GetContact,
  GetSegment,
  GetSequence,
  ListSendingAccounts,
  ListSequences,
  PreviewSequence,
  UpdateSequence,
  WorkspaceCreated,
} from '#contracts';
import { newId } from '#kernel';
import { useServers } from '#testing';
import { GatewayHarness, problemIn } from './gateway-harness.js';

const servers = useServers();
let gateway: GatewayHarness;
let key: string;
let workspaceId: string;
beforeAll(async () => {
  gateway = await GatewayHarness.start(servers);
  const created = await gateway.createWorkspace();
  key = created.api_key;
  workspaceId = created.workspace_id;
});
afterEach(() => gateway.removeStubs());
afterAll(() => gateway.stop());

const ask = (method: string, path: string, body?: unknown) =>
  gateway.request(method, path, { key, ...(body !== undefined && { body }) });

describe('what campaigns refer to', () => {
  const at = '2026-04-10T09:00:00.000Z';
  const times = { created_at: at, updated_at: at };

  it('sequences are created and read', async () => {
    const id = newId('seq');
    const sequence = { id, workspace_id: newId('ws'), name: 'S', steps: [], ...times };
    const asked = await gateway.recordRequests(CreateSequence, sequence);
    await gateway.recordRequests(GetSequence, sequence);
    const created = await ask('POST', '/api/v1/sequences/', {
      name: 'S',
      steps: [{ subject: 'Hi', body_text: 'Hello' }],
    });
    expect(created.status).toBe(201);
    expect(CreateSequence.request.parse(asked[0]).sequence.steps[0]?.delay_unit).toBe('days');
    expect(await (await ask('GET', `/api/v1/sequences/${id}/`)).json()).toEqual(sequence);
  });

  it('sequences are listed, changed and deleted', async () => {
    const id = newId('seq');
    const sequence = { id, workspace_id: newId('ws'), name: 'New', steps: [], ...times };
    await gateway.recordRequests(ListSequences, { results: [], next_cursor: null, has_more: false });
    const changes = await gateway.recordRequests(UpdateSequence, sequence);
    const deletions = await gateway.recordRequests(DeleteSequence, {});

    expect((await ask('GET', '/api/v1/sequences/?page_size=2')).status).toBe(200);
    expect((await ask('PATCH', `/api/v1/sequences/${id}/`, { name: 'New' })).status).toBe(200);
    expect((await ask('PATCH', `/api/v1/sequences/${id}/`, {})).status).toBe(400);
    expect((await ask('DELETE', `/api/v1/sequences/${id}/`)).status).toBe(204);
    expect(changes).toMatchObject([{ sequence_id: id, changes: { name: 'New' } }]);
    expect(deletions).toMatchObject([{ sequence_id: id }]);
  });

  it('sequences are previewed, by whoever may read contacts too', async () => {
    const [id, contact_id] = [newId('seq'), newId('cont')];
    const asked = await gateway.recordRequests(PreviewSequence, { results: [] });

    const previewed = await ask('POST', `/api/v1/sequences/${id}/preview/`, { contact_id, variant: 'A' });
    expect([previewed.status, await previewed.json()]).toEqual([200, { results: [] }]);
    expect(asked).toEqual([
      {
        workspace_id: workspaceId,
        sequence_id: id,
        workspace_time_zone: expect.any(String),
        preview: { contact_id, variant: 'A' },
      },
    ]);
    expect((await ask('POST', `/api/v1/sequences/${id}/preview/`, {})).status).toBe(400);

    const made = await ask('POST', '/api/v1/api-keys/', { name: 'Texts', scopes: ['sequences:read'] });
    const { api_key } = WorkspaceCreated.pick({ api_key: true }).parse(await made.json());
    const body = { contact_id };
    const refused = await gateway.request('POST', `/api/v1/sequences/${id}/preview/`, { key: api_key, body });
    expect(refused.status).toBe(403);
    expect(await problemIn(refused)).toMatchObject({ code: 'insufficient_scope' });
  });

  it('segments are created and read', async () => {
    const id = newId('seg');
    const conditions = { match: 'all', rules: [], everybody: true };
    const segment = {
      id,
      workspace_id: newId('ws'),
      name: 'S',
      type: 'dynamic',
      conditions,
      contact_count: 0,
      ...times,
    };
    const asked = await gateway.recordRequests(CreateSegment, segment);
    await gateway.recordRequests(GetSegment, segment);
    expect((await ask('POST', '/api/v1/segments/', { name: 'S', conditions })).status).toBe(201);
    expect(asked).toEqual([{ workspace_id: workspaceId, name: 'S', type: 'dynamic', conditions }]);
    expect(await (await ask('GET', `/api/v1/segments/${id}/`)).json()).toEqual(segment);
  });

  it('sending accounts are created and listed', async () => {
    const page = { results: [], next_cursor: null, has_more: false };
    const asked = await gateway.recordRequests(CreateSendingAccount, { id: newId('ea') });
    await gateway.recordRequests(ListSendingAccounts, page);
    const smtp = { host: 'smtp.example.com', port: 587, password: 'secret' };
    await ask('POST', '/api/v1/sending-accounts/', { email: 'a@example.com', smtp });
    expect(asked).toMatchObject([
      {
        workspace_id: workspaceId,
        workspace_time_zone: 'UTC',
        account: { smtp: { ...smtp, secure: false } },
      },
    ]);
    expect(await (await ask('GET', '/api/v1/sending-accounts/')).json()).toEqual(page);
  });

  it('a contact that is not there is the 404 of the service that would have it', async () => {
    const id = newId('cont');
    const message = `contact ${id} does not exist`;
    await gateway.reply(GetContact, () => ({
      status: 'refused',
      kind: 'not_found',
      code: 'not_found',
      message,
      details: {},
    }));
    expect(await problemIn(await ask('GET', `/api/v1/contacts/${id}/`))).toMatchObject({
      status: 404,
      code: 'not_found',
      detail: message,
    });
  });

  it('a thousand large contacts reach the service in order, in requests that NATS takes', async () => {
    let requests = 0;
    await gateway.answer(BulkUpsertContacts, (request) => {
      requests += 1;
      const { contacts } = BulkUpsertContacts.request.parse(request);
      const results = contacts.map((_, index) => ({ index, id: newId('cont'), status: 'created' }));
      return { created: contacts.length, updated: 0, skipped: 0, failed: 0, results };
    });
    const contacts = Array.from({ length: 1_000 }, (_, n) => ({
      email: `c${n}@example.com`,
      custom_fields: { note: 'x'.repeat(5_000) },
    }));
    const response = await ask('POST', '/api/v1/contacts/bulk/', { contacts });
    const result = BulkContactsResult.parse(await response.json());

    expect(response.status).toBe(200);
    expect(result.created).toBe(1_000);
    expect(result.results.map(({ index }) => index)).toEqual(contacts.map((_, n) => n));
    expect(requests).toBe(7);
  });
});
