import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt, SignJWT, UnsecuredJWT } from 'jose';
import { z } from 'zod';
import type { Role, WorkspaceCreated } from '#contracts';
import { newId, uuidOf } from '#kernel';
import { useServers } from '#testing';
import { scopesOf } from '../src/auth/roles.js';
import { ALL_SCOPES } from '../src/auth/scopes.js';
import { DeclaredRoutes, type DeclaredRoute } from '../src/openapi/declared-routes.js';
import { ADMIN_TOKEN, GatewayHarness, JWT_SECRET, problemIn } from './gateway-harness.js';

const servers = useServers();
const HOUR_MS = 3_600_000;
const PASSWORD = 'correct horse battery';
const Tokens = z.object({ access_token: z.string() });
const Key = z.object({ id: z.string(), api_key: z.string() });

let gateway: GatewayHarness;
let owner: WorkspaceCreated;
let routes: DeclaredRoute[];
let stopListening: () => void;
/** Subjects on which another service was asked. */
const asked: string[] = [];

beforeAll(async () => {
  gateway = await GatewayHarness.start(servers);
  owner = await gateway.createWorkspace();
  routes = gateway.app.get(DeclaredRoutes, { strict: false }).list();
  const ears = gateway.nats.connection.subscribe('rpc.>', {
    callback: (_, { subject }) => void asked.push(subject),
  });
  await gateway.nats.connection.flush();
  stopListening = () => ears.unsubscribe();
});
afterAll(async () => {
  stopListening();
  await gateway.stop();
});

const newKey = async (input: object) => {
  const body = { name: 'Of the tests', scopes: ALL_SCOPES, ...input };
  const response = await gateway.request('POST', '/api/v1/api-keys/', { key: owner.api_key, body });
  return Key.parse(await response.json());
};

/** The access token of somebody in the owner's workspace. */
async function logInAs(role: Role): Promise<string> {
  const email = `${role}-${crypto.randomUUID()}@example.com`;
  await gateway.sql(
    `insert into app_user (id, workspace_id, email, password_hash, role, created_at)
     select $1, workspace_id, $2, password_hash, $3, created_at from app_user where workspace_id = $4 limit 1`,
    [uuidOf(newId('user')), email, role, uuidOf(owner.workspace_id)],
  );
  const body = { email, password: PASSWORD };
  const response = await gateway.request('POST', '/api/v1/auth/login/', { body });
  return Tokens.parse(await response.json()).access_token;
}

/** Somebody who is logged in now, and no more. */
async function loggedOut(): Promise<string> {
  const token = await logInAs('owner');
  await gateway.request('POST', '/api/v1/auth/logout/', { key: token });
  return token;
}

const revokedKey = async (): Promise<string> => {
  const { id, api_key } = await newKey({});
  await gateway.request('DELETE', `/api/v1/api-keys/${id}/`, { key: owner.api_key });
  return api_key;
};
const expiredKey = async (): Promise<string> => {
  const expires_at = new Date(gateway.clock.now().getTime() + HOUR_MS).toISOString();
  return (await newKey({ expires_at })).api_key;
};

/** Headers of callers without access; `{}` sends no token. */
async function intruders(): Promise<Record<string, Record<string, string>>> {
  const expired = await logInAs('owner');
  const tokens = {
    expired,
    revokedKey: await revokedKey(),
    expiredKey: await expiredKey(),
    out: await loggedOut(),
  };
  gateway.clock.advance(2 * HOUR_MS);
  const claims = decodeJwt(await logInAs('owner'));
  const forged = (secret: string, alg = 'HS256') =>
    new SignJWT(claims).setProtectedHeader({ alg }).sign(Buffer.from(secret));
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  return {
    'no token': {},
    'no bearer token': { authorization: `Basic ${Buffer.from(owner.api_key).toString('base64')}` },
    'an empty token': { authorization: 'Bearer ' },
    'a token that nobody made': bearer('nonsense'),
    'a key that nobody made': bearer(`nmbapi_${'a'.repeat(43)}`),
    'two tokens': { authorization: `Bearer ${owner.api_key} ${owner.api_key}` },
    'a revoked key': bearer(tokens.revokedKey),
    'an expired key': bearer(tokens.expiredKey),
    'an expired access token': bearer(tokens.expired),
    'the access token of a session that ended': bearer(tokens.out),
    'a token of another secret': bearer(await forged(`${JWT_SECRET}, almost`)),
    'a token of another algorithm': bearer(await forged(JWT_SECRET.padEnd(64, '.'), 'HS512')),
    'a token without a signature': bearer(new UnsecuredJWT(claims).encode()),
    'the token of an operator': bearer(ADMIN_TOKEN),
  };
}

const ofScope = () =>
  routes.flatMap((route) => (typeof route.access === 'string' ? [] : [{ route, scopes: route.access }]));

const pathOf = ({ path, params }: DeclaredRoute): string =>
  params.reduce((filled, { name, schema }) => filled.replace(`{${name}}`, idFor(schema)), path);
const Examples = z.object({ examples: z.tuple([z.string()]) });
const idFor = (schema: z.ZodType): string =>
  Examples.parse(z.toJSONSchema(schema, { unrepresentable: 'any' })).examples[0];

const ask = (route: DeclaredRoute, headers: Record<string, string>) => {
  const body = route.operation.examples?.request;
  return gateway.request(route.method, `${pathOf(route)}/`, { headers, ...(body !== undefined && { body }) });
};

/** All rows of the gateway. */
const kept = () =>
  gateway.sql(`
    select (select jsonb_agg(to_jsonb(k) order by id) from api_key k) as keys,
      (select jsonb_agg(to_jsonb(c) order by id) from client c) as clients,
      (select jsonb_agg(to_jsonb(s) order by id) from session s) as sessions,
      (select jsonb_agg(to_jsonb(u) order by id) from app_user u) as users,
      (select jsonb_agg(to_jsonb(w) order by id) from workspace w) as workspaces,
      (select count(*) from audit_event) as audited,
      (select count(*) from one_time_token) as tokens,
      (select count(*) from idempotency_record) as repeatable`);

/** The responses of the routes by `method path`. No row changes meanwhile, and no service gets a request. */
async function refusals(some: readonly DeclaredRoute[], headers: Record<string, string>) {
  asked.length = 0;
  const before = await kept();
  const answers = await Promise.all(
    some.map(async (route) => {
      const response = await ask(route, headers);
      const { status, code } = await problemIn(response);
      const challenge = response.headers.get('www-authenticate')?.split(' ')[0];
      return [`${route.method} ${route.path}`, `${status} ${code} ${challenge}`] as const;
    }),
  );
  await gateway.nats.connection.flush();
  expect(asked).toEqual([]);
  expect(await kept()).toEqual(before);
  return Object.fromEntries(answers);
}

const each = (some: readonly DeclaredRoute[], answer: string) =>
  Object.fromEntries(some.map(({ method, path }) => [`${method} ${path}`, answer]));

describe('every route that needs a scope', () => {
  it('runs under row-level security, and no other route does', () => {
    const keys = ofScope().map(({ route }) => `${route.method} ${route.path}`);
    const heads = keys.flatMap((key) => (key.startsWith('GET ') ? [key.replace('GET', 'HEAD')] : []));
    expect(gateway.workspaceRoutes.toSorted()).toEqual([...keys, ...heads].toSorted());
  });

  it('is a 401 to everybody without a token that is good now', async () => {
    const some = ofScope().map(({ route }) => route);
    for (const [who, headers] of Object.entries(await intruders())) {
      expect([who, await refusals(some, headers)]).toEqual([who, each(some, '401 unauthenticated Bearer')]);
    }
    expect(some.length).toBeGreaterThan(60);
  });

  it.each(ALL_SCOPES)(
    'is a 403 to a key that has every scope but %s, where that is needed',
    async (scope) => {
      const { api_key } = await newKey({ scopes: ALL_SCOPES.filter((other) => other !== scope) });
      const some = ofScope().flatMap(({ route, scopes }) => (scopes.includes(scope) ? [route] : []));
      const answers = await refusals(some, { authorization: `Bearer ${api_key}` });
      expect(answers).toEqual(each(some, '403 insufficient_scope Bearer'));
    },
  );

  it.each(['viewer', 'member'] as const)('is a 403 to a %s who lacks it', async (role) => {
    const token = await logInAs(role);
    const some = ofScope().flatMap(({ route, scopes }) =>
      scopes.every((scope) => scopesOf(role).has(scope)) ? [] : [route],
    );
    const answers = await refusals(some, { authorization: `Bearer ${token}` });
    expect(answers).toEqual(each(some, '403 insufficient_scope Bearer'));
    const reading = some.filter(({ method }) => method === 'GET');
    expect(reading.map(({ path }) => path)).toEqual(['/api/v1/audit-log']);
    expect(some.length).toBeGreaterThan(role === 'viewer' ? 30 : 10);
  });
});

describe('every route of operators', () => {
  it('is a 401 to everybody else', async () => {
    const some = routes.filter(({ access }) => access === 'operator');
    const { 'the token of an operator': _, ...others } = await intruders();
    const callers = { ...others, 'the owner of a workspace': { authorization: `Bearer ${owner.api_key}` } };
    for (const [who, headers] of Object.entries(callers)) {
      expect([who, await refusals(some, headers)]).toEqual([who, each(some, '401 unauthenticated Bearer')]);
    }
  });
});
