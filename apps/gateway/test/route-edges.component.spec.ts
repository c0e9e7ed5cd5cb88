import { request as httpRequest } from 'node:http';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { useServers } from '#testing';
import { ADMIN_TOKEN, GatewayHarness, problemIn } from './gateway-harness.js';

const servers = useServers();
let gateway: GatewayHarness;
let key: string;
let accessToken: string;
beforeAll(async () => {
  gateway = await GatewayHarness.start(servers);
  key = (await gateway.createWorkspace()).api_key;
  accessToken = await gateway.logIn();
});
afterAll(() => gateway.stop());

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'] as const;
const TOO_MANY_BYTES = 100_000_000;

interface ServedRoute {
  readonly method: string;
  /** With words in the place of ids. */
  readonly path: string;
}

/** The routes of the server below `/api`. */
const routes = (): ServedRoute[] =>
  gateway.registeredRoutes
    .filter((route) => route.includes(' /api/'))
    .map((route) => {
      const [method = '', template = ''] = route.split(' ');
      return { method, path: template.replaceAll(/\{\w+\}/g, 'an-id') };
    });

const paths = (): string[] => [...new Set(routes().map(({ path }) => path))];

/** Without those of `contacts/{id}` at `contacts/search`, which can be no id. */
const methodsAt = (path: string): string[] =>
  routes()
    .flatMap((route) => (route.path === path ? [route.method] : []))
    .toSorted();

function tokenFor(path: string): string {
  const isOfPeople = path.startsWith('/api/v1/auth/') || path.endsWith('/reset-totp');
  if (isOfPeople) return accessToken;
  return path.startsWith('/api/v1/admin') ? ADMIN_TOKEN : key;
}

const withMethod = (methods: readonly string[]): [method: string, path: string][] =>
  routes().flatMap(({ method, path }): [string, string][] =>
    methods.includes(method) ? [[method, path]] : [],
  );

/** Announces a body of that many bytes and sends none: a server that refuses does not wait for it. */
const announce = (method: string, path: string): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${tokenFor(path)}`,
      'content-type': 'application/json',
      'content-length': TOO_MANY_BYTES,
    };
    const request = httpRequest(gateway.url + path, { method, headers }, (response) => {
      json(response)
        .then(resolve, reject)
        .finally(() => request.destroy());
    });
    request.on('error', reject);
    request.flushHeaders();
  });

describe('every path', () => {
  it.each(['', '/'])('with "%s" at its end says which methods it knows to any other', async (slash) => {
    const wrong: unknown[] = [];
    for (const path of paths()) {
      const methods = methodsAt(path);
      for (const method of METHODS.filter((one) => !methods.includes(one))) {
        const response = await gateway.request(method, path + slash, { key: tokenFor(path) });
        const isRight = response.status === 405 && response.headers.get('allow') === methods.join(', ');
        const { code } = method === 'HEAD' ? { code: 'method_not_allowed' } : await problemIn(response);
        if (!isRight || code !== 'method_not_allowed') wrong.push([method, path, response.status, code]);
      }
    }
    expect(wrong).toEqual([]);
    expect(paths().length).toBeGreaterThan(40);
  });

  it('has no neighbour that it would answer for', async () => {
    for (const path of paths()) {
      const response = await gateway.request('GET', `${path}/an-id/nothing-of-the-kind/`, { key });
      expect(await problemIn(response)).toMatchObject({ status: 404, code: 'not_found' });
    }
  });
});

describe('every route that reads a body', () => {
  const reading = () => withMethod(['POST', 'PUT', 'PATCH', 'DELETE']);

  it.each([
    ['broken JSON', '{"name": ', 'application/json', 400, 'malformed_json'],
    ['a form', 'name=x', 'application/x-www-form-urlencoded', 415, 'unsupported_media_type'],
  ])('refuses %s', async (_, body, type, status, code) => {
    const wrong: unknown[] = [];
    for (const [method, path] of reading()) {
      const response = await gateway.request(method, path, {
        key: tokenFor(path),
        body,
        headers: { 'content-type': type },
      });
      const problem = await problemIn(response);
      if (problem.status !== status || problem.code !== code) wrong.push([method, path, problem]);
    }
    expect(wrong).toEqual([]);
  });

  it('refuses a body that is too large before it comes', async () => {
    for (const [method, path] of reading()) {
      const problem = await announce(method, path);
      expect([method, path, problem]).toEqual([
        method,
        path,
        expect.objectContaining({ status: 413, code: 'payload_too_large' }),
      ]);
    }
  });
});

describe('every route that is read', () => {
  // most of them with a 503, since there is nobody behind this gateway
  it('answers HEAD as it answers GET, without a body', async () => {
    const answered = async (method: string, path: string) => {
      const response = await gateway.request(method, path, { key });
      const { status, headers } = response;
      return { path, status, type: headers.get('content-type'), body: await response.text() };
    };
    const reading = withMethod(['GET']);
    const heads = await Promise.all(reading.map(([, path]) => answered('HEAD', path)));
    const gets = await Promise.all(reading.map(([, path]) => answered('GET', path)));
    expect(heads).toEqual(gets.map((get) => ({ ...get, body: '' })));
  });
});
