import { scryptSync } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Get } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { z } from 'zod';
import { ListCampaigns } from '#contracts';
import { isId } from '#kernel';
import { useServers } from '#testing';
import { RouteAccessCheck } from '../src/auth/route-access-check.js';
import { Route } from '../src/http/route.js';
import { ADMIN_TOKEN, GatewayHarness, problemIn } from './gateway-harness.js';

const servers = useServers();
let gateway: GatewayHarness;
let key: string;
beforeAll(async () => {
  gateway = await GatewayHarness.start(servers);
  await gateway.answer(ListCampaigns, () => ({ results: [], next_cursor: null, has_more: false }));
});
beforeEach(async () => {
  key = (await gateway.createWorkspace()).api_key;
});
afterAll(() => gateway.stop());

const list = (apiKey?: string) =>
  gateway.request('GET', '/api/v1/campaigns/', apiKey === undefined ? {} : { key: apiKey });
const prefixOf = (apiKey: string) => [apiKey.slice(0, 13)];

describe('an API key', () => {
  it('lets its requests in, with or without a slash at the end', async () => {
    expect((await list(key)).status).toBe(200);
    expect((await gateway.request('GET', '/api/v1/campaigns', { key })).status).toBe(200);
  });

  it('is needed: without one the answer is a 401 that says how to authenticate', async () => {
    const response = await list();
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(await problemIn(response)).toMatchObject({ status: 401, code: 'unauthenticated' });
  });

  it.each(['nonsense', 'nmbapi_short', `nmbapi_${'a'.repeat(43)}`, ADMIN_TOKEN])(
    'that nobody made (%s) is a 401',
    async (unknown) => {
      expect(await problemIn(await list(unknown))).toMatchObject({ status: 401, code: 'unauthenticated' });
    },
  );

  it('is refused from its expiry on, even while it is remembered', async () => {
    const expiry = new Date(gateway.clock.now().getTime() + 4_500);
    await gateway.sql('update api_key set expires_at = $2 where prefix = $1', [...prefixOf(key), expiry]);
    expect((await list(key)).status).toBe(200);

    gateway.clock.advance(4_500);
    expect(await problemIn(await list(key))).toMatchObject({ status: 401, code: 'unauthenticated' });
  });

  it('is refused at the latest five seconds after it was revoked', async () => {
    expect((await list(key)).status).toBe(200);
    await gateway.sql('update api_key set revoked_at = $2 where prefix = $1', [
      ...prefixOf(key),
      gateway.clock.now(),
    ]);

    gateway.clock.advance(5_000);
    expect(await problemIn(await list(key))).toMatchObject({ status: 401, code: 'unauthenticated' });
  });

  it('without the scope of a route is a 403 that names it', async () => {
    await gateway.sql(`update api_key set scopes = '{campaigns:write}' where prefix = $1`, prefixOf(key));
    const response = await list(key);
    expect(response.headers.get('www-authenticate')).toContain('insufficient_scope');
    const problem = await problemIn(response);
    expect(problem).toMatchObject({ status: 403, code: 'insufficient_scope' });
    expect(problem.detail).toContain('campaigns:read');
  });

  it('sees what row-level security shows to its workspace, whatever a query says', async () => {
    const created = await gateway.request('POST', '/api/v1/clients/', { key, body: { name: 'Acme' } });
    const { id } = z.object({ id: z.string() }).parse(await created.json());
    const read = (path: string) => gateway.request('GET', `/api/v1/clients/${path}`, { key });
    expect((await read(`${id}/`)).status).toBe(200);

    await gateway.sql('alter policy tenant on client using (false)');
    expect((await read(`${id}/`)).status).toBe(404);
    expect(await (await read('')).json()).toMatchObject({ results: [] });
  });

  it('is stored as a hash alone', async () => {
    const [row] = await gateway.sql<{ row: string }>(
      'select k::text as row from api_key k where prefix = $1',
      [...prefixOf(key)],
    );
    expect(row?.row).not.toContain(key);
  });
});

describe('an operator', () => {
  const input = { name: 'Acme', owner: { email: 'o@example.com', password: 'correct horse battery' } };
  const create = (token?: string, body: unknown = input) =>
    gateway.request('POST', '/api/v1/admin/workspaces', { body, ...(token !== undefined && { key: token }) });

  it('gets a workspace and a key with every scope', async () => {
    const response = await create(ADMIN_TOKEN);
    expect(response.status).toBe(201);
    const { workspace_id, api_key } = await gateway.createWorkspace();
    expect(isId('ws', workspace_id)).toBe(true);
    expect(api_key).toMatch(/^nmbapi_[\w-]{43}$/);
    const [row] = await gateway.sql<{ scopes: string[] }>('select scopes from api_key where prefix = $1', [
      ...prefixOf(api_key),
    ]);
    expect(row?.scopes).toHaveLength(12);
  });

  it('is refused with another token or none', async () => {
    for (const token of [undefined, 'wrong', key]) {
      expect(await problemIn(await create(token))).toMatchObject({ status: 401, code: 'unauthenticated' });
    }
  });

  it('is told which fields of a workspace are wrong', async () => {
    const response = await create(ADMIN_TOKEN, {
      name: 'x',
      time_zone: 'Mars',
      owner: { email: 'o', password: 'p' },
    });
    const { errors } = await problemIn(response);
    expect(errors?.map(({ field }) => field)).toEqual(['time_zone', 'owner.email', 'owner.password']);
  });

  it('finds no such address where no token is configured', async () => {
    const closed = await GatewayHarness.start(servers, { adminToken: '' });
    try {
      const response = await closed.request('POST', '/api/v1/admin/workspaces/', {
        key: ADMIN_TOKEN,
        body: input,
      });
      expect(await problemIn(response)).toMatchObject({ status: 404, code: 'not_found' });
    } finally {
      await closed.stop();
    }
  });

  it('leaves a password that only scrypt with the stored parameters leads to', async () => {
    await create(ADMIN_TOKEN, { ...input, owner: { ...input.owner, email: 'scrypt@example.com' } });
    const [row] = await gateway.sql<{ password_hash: string }>(
      `select password_hash from app_user where email = 'scrypt@example.com'`,
    );
    const [name, N, r, p, salt, hash] = row?.password_hash.split('$') ?? [];
    const derived = scryptSync('correct horse battery', Buffer.from(salt ?? '', 'base64url'), 32, {
      N: Number(N),
      r: Number(r),
      p: Number(p),
      maxmem: 2 ** 28,
    });
    expect(name).toBe('scrypt');
    expect(derived.toString('base64url')).toBe(hash);
  });
});

describe('a route that does not say who may use it', () => {
  @Controller('forgetful')
  class Forgetful {
    @Route('GET', '', { access: 'everybody', undocumented: true })
    remembered(): void {}

    @Get('forgotten')
    forgotten(): void {}
  }

  it('keeps the gateway from starting', async () => {
    const module = await Test.createTestingModule({
      imports: [DiscoveryModule],
      controllers: [Forgetful],
      providers: [RouteAccessCheck],
    }).compile();
    await expect(module.init()).rejects.toThrow('Forgetful.forgotten');
    await module.close();
  });
});
