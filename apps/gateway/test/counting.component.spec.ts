import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { useServers } from '#testing';
import { ADMIN_TOKEN, GatewayHarness, problemIn } from './gateway-harness.js';

const servers = useServers();
let gateway: GatewayHarness;
let key: string;
beforeAll(async () => {
  gateway = await GatewayHarness.start(servers, { rateLimits: 'on' });
  key = (await gateway.createWorkspace()).api_key;
});
beforeEach(() => nextMinute());
afterAll(() => gateway.stop());

const nextMinute = (): void => {
  const minute = Math.ceil(gateway.clock.now().getTime() / 60_000 + 1) * 60_000;
  gateway.clock.travelTo(new Date(minute));
};
const limitOf = (response: Response) => response.headers.get('x-ratelimit-limit');
const ask = (method: string, path: string, apiKey?: string) =>
  gateway.request(method, path, apiKey === undefined ? {} : { key: apiKey });
async function statusesOf(count: number, call: () => Promise<Response>): Promise<number[]> {
  const answers: number[] = [];
  while (answers.length < count) answers.push((await call()).status);
  return answers;
}
const times = (count: number, status: number): number[] => Array.from({ length: count }, () => status);

/** The same address, with any of its characters in percent-encoding. */
const encodings = (path: string): fc.Arbitrary<string> =>
  fc
    .tuple(
      ...Array.from(path, (character, place) =>
        fc.oneof(
          { weight: 4, arbitrary: fc.constant(character) },
          { weight: place === 0 ? 0 : 1, arbitrary: fc.constantFrom(...percent(character)) },
        ),
      ),
    )
    .map((characters) => characters.join(''));
const percent = (character: string): string[] => {
  const hex = character.charCodeAt(0).toString(16);
  return [`%${hex}`, `%${hex.toUpperCase()}`, `%25${hex}`];
};

describe('a request', () => {
  it.each([
    ['10', 'POST', '/api/v1/campaigns/camp_x/launch/'],
    ['10', 'POST', '/api/v1/campaigns/'],
    ['30', 'POST', '/api/v1/contacts/bulk'],
    ['30', 'GET', '/api/v1/campaigns/camp_x/export/'],
    ['120', 'GET', '/api/v1/campaigns/camp_x/analytics/steps'],
  ])('with the limit of %s for %s %s has it in any encoding of its address', async (limit, method, path) => {
    await fc.assert(
      fc.asyncProperty(encodings(path), async (encoded) => {
        nextMinute();
        const response = await ask(method, encoded, key);
        if (limitOf(response) === limit) return;
        const { code } = await problemIn(response);
        expect([encoded, code]).toEqual([encoded, expect.stringMatching(/^(not_found|method_not_allowed)$/)]);
      }),
    );
  });

  it('with a fragment in its address is a 400, and counts', async () => {
    const status = await new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${key}` };
      const { hostname, port } = new URL(gateway.url);
      const path = '/api/v1/campaigns#/search';
      httpRequest({ hostname, port, path, method: 'POST', headers }, (response) => {
        response.resume();
        resolve([response.statusCode, response.headers['x-ratelimit-limit']]);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toEqual([400, '300']);
  });

  it('with an address of more than 8,000 characters is a 414', async () => {
    const response = await ask('GET', `/api/v1/campaigns/?search=${'x'.repeat(8_000)}`, key);
    expect(await problemIn(response)).toMatchObject({ status: 414, code: 'uri_too_long' });
  });

  it('with a long row of slashes is a 404', async () => {
    const response = await ask('GET', `/api/v1/campaigns/${'/'.repeat(7_000)}`, key);
    expect(await problemIn(response)).toMatchObject({ status: 404, code: 'not_found' });
  });

  it.each(['QUERY', 'PROPFIND', 'SEARCH', 'PUT'])('of the method %s is a 405', async (method) => {
    const response = await ask(method, '/api/v1/contacts/search/', key);
    expect(response.headers.get('allow')).toBe('POST');
    expect(await problemIn(response)).toMatchObject({ status: 405, code: 'method_not_allowed' });
  });
});

describe('a request that is refused for its scope', () => {
  it('counts for its key, and leaves the launches of the workspace to others', async () => {
    const { api_key: reader } = await createKey(['campaigns:read']);
    const launch = (apiKey: string) => ask('POST', '/api/v1/campaigns/camp_x/launch/', apiKey);
    expect(await statusesOf(12, () => launch(reader))).toEqual(times(12, 403));

    const permitted = await launch(key);
    expect([permitted.status, limitOf(permitted), permitted.headers.get('x-ratelimit-remaining')]).toEqual([
      404,
      '10',
      '9',
    ]);
    const own = await launch(reader);
    expect([limitOf(own), own.headers.get('x-ratelimit-remaining')]).toEqual(['300', '287']);
  });

  const createKey = async (scopes: string[]): Promise<{ api_key: string }> => {
    const response = await gateway.request('POST', '/api/v1/api-keys/', { key, body: { name: 'R', scopes } });
    return JSON.parse(await response.text());
  };
});

describe('a network address', () => {
  it('sends 300 requests a minute without a token; callers at it go on', async () => {
    expect(await statusesOf(300, () => ask('GET', '/api/v1/campaigns/'))).toEqual(times(300, 401));
    const refused = await ask('POST', '/api/v1/nothing/');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await problemIn(refused)).toMatchObject({ status: 429, code: 'rate_limited' });

    expect((await ask('GET', '/api/v1/workspace/', key)).status).toBe(200);
    expect((await ask('GET', '/api/v1/openapi.json')).status).toBe(200);
    expect((await ask('GET', '/health/ready')).status).toBe(200);
    nextMinute();
    expect((await ask('GET', '/api/v1/campaigns/')).status).toBe(401);
  });

  it('guesses the token of operators 30 times a minute; then the right one is refused too', async () => {
    const guess = (token: string) => ask('POST', '/api/v1/admin/workspaces/', token);
    expect((await guess(ADMIN_TOKEN)).status).toBe(400);
    expect(await statusesOf(31, () => guess('a-wrong-token'))).toEqual([...times(30, 401), 429]);
    expect((await guess(ADMIN_TOKEN)).status).toBe(429);
    nextMinute();
    expect((await guess(ADMIN_TOKEN)).status).toBe(400);
  });

  it('guesses refresh tokens 120 times a minute', async () => {
    const refresh = () =>
      gateway.request('POST', '/api/v1/auth/refresh/', { body: { refresh_token: 'nonsense' } });
    expect(await statusesOf(121, refresh)).toEqual([...times(120, 401), 429]);
  });

  it('reads pages for everybody 300 times a minute', async () => {
    expect(await statusesOf(301, () => ask('HEAD', '/docs/'))).toEqual([...times(300, 200), 429]);
  });
});
