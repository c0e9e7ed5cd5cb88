import type { RequestListener } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { MovableClock } from '#kernel';
import { OutboundHttp } from '#outbound';
import { startServiceCore, useServers, type ServiceCore } from '#testing';
import { LocalServers } from '../../../../libs/outbound/test/local-servers.js';
import { seedConnection } from '../../test/seed-connection.js';
import { migrations } from '../persistence/migrations/index.js';
import { clientsOptionsOf, clientsVariables, platformOutboundOf } from './clients-config.js';
import { PlatformCalls } from './platform-calls.js';
import type { PlatformCall, PlatformRequest } from './platform-client.js';
import { PlatformError } from './platform-error.js';
import { TokenBucket } from './token-bucket.js';

const KEY = 'very-secret/key';
const CREATE = { method: 'POST', path: '/campaigns', body: { name: 'a' }, idempotent: false } as const;
const READ = { method: 'GET', path: '/campaigns', idempotent: true } as const;
const RATE = { requests: 1_000, perMs: 1_000 };

const servers = useServers();
const local = new LocalServers();
const closings: (() => Promise<void>)[] = [];
let core: ServiceCore;
beforeAll(async () => {
  core = await startServiceCore({
    service: 'platforms',
    url: servers.databaseUrl,
    migrations,
    providers: [TokenBucket],
  });
});
afterEach(async () => {
  local.stop();
  for (const close of closings.splice(0)) await close();
});
afterAll(() => core.close());

/** Calls at that address of the operator, in the way of Smartlead: the key is in the query. */
async function callTo(
  base: string,
  { requestsPerMinute = 60_000, patienceMs = 30_000 } = {},
): Promise<PlatformCall> {
  const config = z
    .object(clientsVariables)
    .parse({ SMARTLEAD_URL: `${base}/api/v1/`, SMARTLEAD_REQUESTS_PER_MINUTE: requestsPerMinute });
  const http = new OutboundHttp(platformOutboundOf(config));
  closings.push(() => http.close());
  const calls = new PlatformCalls(http, core.get(TokenBucket), new MovableClock(), clientsOptionsOf(config));
  const id = await seedConnection(core.database);
  return calls.of(
    { platform: 'smartlead', rate: RATE },
    { id, credentials: { api_key: KEY } },
    { patienceMs },
  );
}

const withKey = (asked: PlatformRequest): PlatformRequest => ({
  ...asked,
  query: { api_key: KEY },
  headers: { authorization: `Bearer ${KEY}` },
});

async function failureOf(call: PlatformCall, asked: PlatformRequest): Promise<PlatformError> {
  const failure: unknown = await call.http.request(withKey(asked)).catch((error: unknown) => error);
  if (!(failure instanceof PlatformError)) throw new Error(`no failure: ${String(failure)}`);
  const { message, stack, kind, retryAt } = failure;
  expect(JSON.stringify({ message, stack, kind, retryAt })).not.toMatch(/very-secret|127\.0\.0\.1|campaigns/);
  return failure;
}

const answering =
  (status: number, body: string, headers: Record<string, string> = {}): RequestListener =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
  };

describe('a request to a platform', () => {
  it('is sent to the address that the operator has set, also inside, and resolves with the JSON of the answer', async () => {
    const seen: unknown[] = [];
    const base = await local.web((request, response) => {
      seen.push(request.method, request.url, request.headers['content-type']);
      response.end('{"id":7}');
    });
    const call = await callTo(base);
    expect(await call.http.request({ ...CREATE, method: 'PUT', query: { limit: 5 } })).toEqual({ id: 7 });
    expect(seen).toEqual(['PUT', '/api/v1/campaigns?limit=5', 'application/json']);
  });

  it.each<[string, RequestListener, string, boolean]>([
    ['401', answering(401, `{"message":"key ${KEY} revoked"}`), 'credentials_refused', false],
    ['403', answering(403, '{"message":"no access"}'), 'credentials_refused', false],
    ['404', answering(404, '{"message":"none"}'), 'not_found', false],
    ['422', answering(422, `{"error":"see https://a.example/?api_key=${KEY}"}`), 'rejected', false],
    ['429', answering(429, '{}'), 'rate_limited', false],
    ['500', answering(500, '{"message":"oops"}'), 'unavailable', true],
    [
      'a page of maintenance',
      answering(503, '<html></html>', { 'content-type': 'text/html' }),
      'unavailable',
      true,
    ],
    [
      'a page with status 200',
      answering(200, '<html></html>', { 'content-type': 'text/html' }),
      'unavailable',
      true,
    ],
    ['half a JSON', answering(200, '{"id":'), 'unavailable', true],
    [
      'a cut body',
      (_, response) => {
        response.writeHead(200, { 'content-length': '50' });
        response.write('{"id":', () => response.destroy());
      },
      'unavailable',
      true,
    ],
    ['a closed connection', (_, response) => response.destroy(), 'unavailable', true],
    ['a redirect', answering(302, '', { location: `/login?key=${KEY}` }), 'unavailable', true],
    ['silence', () => undefined, 'unavailable', true],
  ])('that meets %s fails, without a word that is secret', async (_, listener, kind, doubtful) => {
    const call = await callTo(await local.web(listener));
    expect(await failureOf(call, { ...CREATE, timeoutMs: 1_000 })).toMatchObject({ kind, doubtful });
    expect(await failureOf(call, { ...READ, timeoutMs: 1_000 })).toMatchObject(
      kind === 'rate_limited' ? { kind } : { kind, doubtful: false },
    );
  });

  it('that nobody reads is not in doubt', async () => {
    const base = await local.web(() => undefined);
    const call = await callTo(base);
    local.stop();
    expect(await failureOf(call, CREATE)).toMatchObject({ kind: 'unavailable', doubtful: false });
  });
});

describe('a request that fails', () => {
  /** A server whose first answers are these, and a count of its requests. */
  async function counted(...answers: readonly RequestListener[]) {
    let requests = 0;
    const base = await local.web((request, response) => {
      const listener = answers[requests] ?? answering(200, '{"id":7}');
      requests += 1;
      listener(request, response);
    });
    return { base, call: await callTo(base), count: () => requests };
  }
  const failing = answering(500, '{"message":"oops"}');
  const cut: RequestListener = (_, response) => response.destroy();

  it('is asked again where a second one has no further effect, until it is answered', async () => {
    const { call, count } = await counted(failing, cut);
    expect(await call.http.request(READ)).toEqual({ id: 7 });
    expect(count()).toBe(3);
  });

  it('fails after its third failure', async () => {
    const { call, count } = await counted(failing, cut, failing);
    expect(await failureOf(call, READ)).toMatchObject({ kind: 'unavailable', doubtful: false });
    expect(count()).toBe(3);
  });

  it('is sent once where a second one would have an effect', async () => {
    const { call, count } = await counted(failing);
    expect(await failureOf(call, CREATE)).toMatchObject({ kind: 'unavailable', doubtful: true });
    expect(count()).toBe(1);
  });

  it.each<[string, RequestListener]>([
    ['a timeout', () => undefined],
    ['a refusal', answering(422, '{"message":"no"}')],
    ['a 404', answering(404, '{"message":"none"}')],
  ])('by %s is not asked again', async (_, listener) => {
    const { call, count } = await counted(listener);
    await failureOf(call, { ...READ, timeoutMs: 500 });
    expect(count()).toBe(1);
  });

  it('is not asked again without a token of its own', async () => {
    const { base, count } = await counted(failing);
    const call = await callTo(base, { requestsPerMinute: 4, patienceMs: 100 });
    expect(await failureOf(call, READ)).toMatchObject({ kind: 'rate_limited' });
    expect(count()).toBe(1);
  });
});

describe('a 429', () => {
  it('keeps the connection from asking until the time that it names', async () => {
    let asked = 0;
    const base = await local.web((_, response) => {
      asked += 1;
      response.writeHead(429, { 'retry-after': '600' }).end('{}');
    });
    const call = await callTo(base);
    const { retryAt } = await failureOf(call, READ);
    expect(retryAt?.getTime()).toBeGreaterThan(Date.now() + 500_000);
    expect(await failureOf(call, READ)).toMatchObject({ kind: 'rate_limited', doubtful: false });
    expect(asked).toBe(1);
  });
});
