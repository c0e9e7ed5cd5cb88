import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import {
  CampaignStatus,
  examples,
  IdOf,
  ListCampaigns,
  ListPlatformConnections,
  NO_METRICS,
} from '#contracts';
import { newId } from '#kernel';
import { campaignView, useServers } from '#testing';
import { GatewayHarness, problemIn } from './gateway-harness.js';

const servers = useServers();
let gateways: [GatewayHarness, GatewayHarness];
let key: string;
let workspaceId: string;
beforeAll(async () => {
  const [first, second] = await Promise.all([GatewayHarness.start(servers), GatewayHarness.start(servers)]);
  gateways = [first, second];
});
beforeEach(async () => {
  ({ api_key: key, workspace_id: workspaceId } = await gateways[0].createWorkspace());
});
afterAll(() => Promise.all(gateways.map((gateway) => gateway.stop())));

const ask = (method: string, path: string, body?: unknown, apiKey = key) =>
  gateways[0].request(method, `/api/v1/${path}`, { key: apiKey, ...(body !== undefined && { body }) });
const Created = z.looseObject({ id: z.string(), api_key: z.string() });
const make = async (input: object) => {
  const response = await ask('POST', 'api-keys/', { name: 'CRM', scopes: ['workspace:read'], ...input });
  return Created.parse(await response.json());
};

describe('an API key that a workspace makes', () => {
  it('is shown once, and opens what its scopes say', async () => {
    const { api_key, ...shown } = await make({ scopes: ['workspace:read'], rate_limit: 3_000 });
    expect((await ask('GET', 'workspace/', undefined, api_key)).status).toBe(200);
    expect((await ask('PATCH', 'workspace/', {}, api_key)).status).toBe(403);

    const list = await (await ask('GET', 'api-keys/')).json();
    expect(list).toMatchObject({ results: [shown, { name: 'First key' }], has_more: false });
    expect(JSON.stringify(list)).not.toContain(api_key);
    expect(api_key.startsWith(String(shown['prefix']))).toBe(true);
  });

  it('is refused at every gateway at the latest five seconds after it was revoked', async () => {
    const { id, api_key } = await make({});
    const used = () =>
      Promise.all(gateways.map((gateway) => gateway.request('GET', '/api/v1/workspace/', { key: api_key })));
    expect((await used()).map(({ status }) => status)).toEqual([200, 200]);

    expect((await ask('DELETE', `api-keys/${id}/`)).status).toBe(204);
    for (const { clock } of gateways) clock.advance(5_000);
    expect((await used()).map(({ status }) => status)).toEqual([401, 401]);
    expect((await ask('DELETE', `api-keys/${id}/`)).status).toBe(404);
  });

  it('stops at its expiry', async () => {
    const expires_at = new Date(gateways[0].clock.now().getTime() + 10_000).toISOString();
    const { api_key } = await make({ expires_at });
    gateways[0].clock.advance(10_000);
    expect((await ask('GET', 'workspace/', undefined, api_key)).status).toBe(401);
  });

  it('may do no more than the one that made it', async () => {
    const { api_key } = await make({ scopes: ['workspace:write'] });
    const response = await ask(
      'POST',
      'api-keys/',
      { name: 'More', scopes: ['workspace:write', 'campaigns:write'] },
      api_key,
    );
    const problem = await problemIn(response);
    expect(problem).toMatchObject({ status: 403, code: 'insufficient_scope' });
    expect(problem.detail).toContain('campaigns:write');
  });

  it('lives no longer and asks no more often than the key that made it', async () => {
    const expires_at = new Date(gateways[0].clock.now().getTime() + 60_000).toISOString();
    const scopes = ['workspace:read', 'workspace:write'];
    const { api_key } = await make({ scopes, expires_at, rate_limit: 100 });
    const from = async (input: object) =>
      (await ask('POST', 'api-keys/', { name: 'Child', scopes, ...input }, api_key)).json();
    const limits = { expires_at, rate_limit: 100 };
    expect(await from({})).toMatchObject(limits);
    expect(await from({ expires_at: null, rate_limit: null })).toMatchObject(limits);
    expect(await from({ rate_limit: 5 })).toMatchObject({ ...limits, rate_limit: 5 });
    expect(await from({ expires_at: '2999-01-01T00:00:00Z', rate_limit: 101 })).toMatchObject({
      errors: [{ field: 'expires_at' }, { field: 'rate_limit' }],
    });
  });

  it('revokes no key that may do more', async () => {
    const { api_key } = await make({ scopes: ['workspace:write'] });
    const [stronger, equal] = [await make({}), await make({ scopes: ['workspace:write'] })];
    const refused = await ask('DELETE', `api-keys/${stronger.id}/`, undefined, api_key);
    expect(await problemIn(refused)).toMatchObject({ status: 403, code: 'insufficient_scope' });
    expect((await ask('GET', 'workspace/', undefined, stronger.api_key)).status).toBe(200);
    expect((await ask('DELETE', `api-keys/${equal.id}/`, undefined, api_key)).status).toBe(204);
  });

  it('is not made of wrong fields', async () => {
    const response = await ask('POST', 'api-keys/', { name: ' ', scopes: ['root'], rate_limit: 3_001 });
    const { errors } = await problemIn(response);
    expect(errors?.map(({ field }) => field)).toEqual(['name', 'scopes.0', 'rate_limit']);
    const late = await ask('POST', 'api-keys/', {
      name: 'Late',
      scopes: ['workspace:read'],
      expires_at: '2020-01-01T00:00:00Z',
    });
    expect((await problemIn(late)).errors?.map(({ field }) => field)).toEqual(['expires_at']);
  });

  it('is created once, and not shown again, when its creation is repeated', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const body = { name: 'Once', scopes: ['workspace:read'] };
    const create = () => gateways[0].request('POST', '/api/v1/api-keys/', { key, body, headers });
    expect((await create()).status).toBe(201);
    expect(await problemIn(await create())).toMatchObject({ code: 'idempotency_answer_not_kept' });
    const [count] = await gateways[0].sql(`select count(*)::int from api_key where name = 'Once'`);
    expect(count).toEqual({ count: 1 });
  });
});

describe('a workspace', () => {
  it('is read and changed by its own keys', async () => {
    expect(await (await ask('GET', 'workspace/')).json()).toMatchObject({ id: workspaceId, name: 'Tests' });
    const changed = await ask('PATCH', 'workspace/', { name: 'Acme', time_zone: 'Europe/Berlin' });
    expect(await changed.json()).toMatchObject({ name: 'Acme', time_zone: 'Europe/Berlin' });
    expect(await (await ask('PATCH', 'workspace/', {})).json()).toMatchObject({ name: 'Acme' });
    expect(await (await ask('GET', 'workspace/')).json()).toMatchObject({ name: 'Acme' });
    expect((await problemIn(await ask('PATCH', 'workspace/', { time_zone: 'Mars' }))).status).toBe(400);
  });
});

describe('a client', () => {
  const Client = z.looseObject({ id: z.string(), name: z.string() });
  const add = async (name: string) => Client.parse(await (await ask('POST', 'clients/', { name })).json());

  const inUse = new Set<string>();
  const asked: unknown[] = [];
  beforeAll(() =>
    gateways[0].answer(ListCampaigns, (query) => {
      asked.push(query);
      const { client_id = [] } = ListCampaigns.request.parse(query);
      const used = client_id.some((id) => inUse.has(id));
      const results = used ? [{ ...campaignView(), metrics: NO_METRICS }] : [];
      return { results, next_cursor: null, has_more: false };
    }),
  );

  const connected = new Set<string>();
  beforeAll(() =>
    gateways[0].answer(ListPlatformConnections, () => ({
      results: [...connected].map((id) => ({
        ...examples.PLATFORM_CONNECTION,
        client_id: IdOf('cli').parse(id),
      })),
    })),
  );

  it('cannot be deleted while a platform connection names it', async () => {
    const client = await add('Globex');
    connected.add(client.id);

    const refused = await ask('DELETE', `clients/${client.id}/`);
    expect([refused.status, (await problemIn(refused)).code]).toEqual([409, 'client_in_use']);
    connected.clear();
    asked.splice(0);
  });

  it('cannot be deleted while a campaign names it, in whatever state', async () => {
    const client = await add('Globex');
    inUse.add(client.id);

    const refused = await ask('DELETE', `clients/${client.id}/`);
    expect([refused.status, (await problemIn(refused)).code]).toEqual([409, 'client_in_use']);
    expect((await ask('GET', `clients/${client.id}/`)).status).toBe(200);
    expect(asked.splice(0)).toMatchObject([{ client_id: [client.id], status: CampaignStatus.options }]);
  });

  it('is made, read, renamed and removed', async () => {
    const client = await add('Globex');
    expect(client.id).toMatch(/^cli_/);
    expect(await (await ask('GET', `clients/${client.id}/`)).json()).toEqual(client);
    const renamed = await ask('PATCH', `clients/${client.id}/`, { name: 'Globex Corp' });
    expect(await renamed.json()).toMatchObject({ id: client.id, name: 'Globex Corp' });
    expect((await ask('DELETE', `clients/${client.id}/`)).status).toBe(204);
    expect((await ask('GET', `clients/${client.id}/`)).status).toBe(404);
  });

  it('of another workspace does not exist', async () => {
    const { id } = await add('Globex');
    const stranger = (await gateways[0].createWorkspace()).api_key;
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      expect(
        (await ask(method, `clients/${id}/`, method === 'PATCH' ? {} : undefined, stranger)).status,
      ).toBe(404);
    }
    expect((await ask('GET', `clients/${newId('cli')}/`)).status).toBe(404);
  });

  it('is listed newest first, page by page', async () => {
    for (const name of ['a', 'b', 'c']) await add(name);
    const Listed = z.object({ results: z.array(Client), next_cursor: z.string().nullable() });
    const first = Listed.parse(await (await ask('GET', 'clients/?page_size=2')).json());
    await add('d');
    const second = Listed.parse(
      await (await ask('GET', `clients/?page_size=2&cursor=${first.next_cursor}`)).json(),
    );
    expect([...first.results, ...second.results].map(({ name }) => name)).toEqual(['c', 'b', 'a']);
    expect(second.next_cursor).toBeNull();
    expect((await ask('GET', 'clients/?cursor=nonsense')).status).toBe(400);
  });
});
