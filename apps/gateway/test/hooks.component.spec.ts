import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ReceiveHooks, type RequestOf } from '#contracts';
import { useServers } from '#testing';
import { HookIntake } from '../src/hooks/hook-intake.js';
import { GatewayHarness, problemIn } from './gateway-harness.js';

type Received = RequestOf<typeof ReceiveHooks>;

const TOKEN = 'hook-token-of-the-tests-0123456789';
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const servers = useServers();
let gateway: GatewayHarness;
beforeAll(async () => {
  gateway = await GatewayHarness.start(servers, { rateLimits: 'on' });
});
afterEach(() => gateway.removeStubs());
afterAll(() => gateway.stop());

const hook = (token = TOKEN, init: RequestInit = {}, platform = 'smartlead') =>
  fetch(`${gateway.url}/hooks/${platform}/${token}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"event_type":"EMAIL_SENT"}',
    ...init,
  });

/** Answers as the platforms service does, which knows one token, and collects its requests. */
async function platforms(): Promise<Received[]> {
  const requests: Received[] = [];
  await gateway.answer(ReceiveHooks, (request) => {
    const received = ReceiveHooks.request.parse(request);
    requests.push(received);
    return {
      results: received.hooks.map(({ token_hash, platform }) =>
        token_hash === sha256(TOKEN) && platform === 'smartlead' ? 'stored' : 'unknown_token',
      ),
    };
  });
  return requests;
}

describe('a hook', () => {
  it('is answered once it is stored, and its token leaves the gateway as a hash alone', async () => {
    const requests = await platforms();
    const headers = { 'content-type': 'application/json', 'x-nimbus-secret': 'second secret' };
    const body = JSON.stringify({
      event_type: 'EMAIL_SENT',
      webhook_url: `https://x.test/hooks/smartlead/${TOKEN}`,
    });

    const response = await hook(TOKEN, { headers, body });
    expect([response.status, await response.json()]).toEqual([200, { status: 'received' }]);
    expect(requests).toMatchObject([
      {
        hooks: [
          {
            platform: 'smartlead',
            token_hash: sha256(TOKEN),
            secret_hash: sha256('second secret'),
            content_type: 'application/json',
            body: expect.stringContaining('EMAIL_SENT'),
          },
        ],
      },
    ]);
    expect(JSON.stringify(requests)).not.toContain(TOKEN);
    expect(JSON.stringify(requests)).not.toContain('second secret');
  });

  it.each([
    ['application/x-www-form-urlencoded', 'event=EMAIL_SENT'],
    ['text/plain; charset=utf-8', '{"event": "EMAIL_SENT"}'],
    ['application/json', 'no JSON\u0000 at all'],
    [undefined, ''],
  ])('of the type %s is taken as it is', async (type, body) => {
    const requests = await platforms();

    const response = await hook(TOKEN, { headers: type === undefined ? {} : { 'content-type': type }, body });
    expect(response.status).toBe(200);
    expect(requests[0]?.hooks).toMatchObject([{ body: body.replace('\u0000', '\uFFFD') }]);
  });

  it.each([
    ['an unknown token', 'smartlead', 'another-token'],
    ['a malformed token', 'smartlead', '%00%20'],
    ['a token of 5,000 characters', 'smartlead', 'x'.repeat(5_000)],
    ['an unknown platform', 'nosuch', TOKEN],
    ['another platform', 'lemlist', TOKEN],
  ])(
    'with %s gets the 404 of an address that is not there, after the same look-up',
    async (_, platform, token) => {
      const requests = await platforms();
      const expected = await problemIn(await fetch(`${gateway.url}/nosuch`, { method: 'POST' }));

      const problem = await problemIn(await hook(token, {}, platform));
      expect({ ...problem, request_id: '' }).toEqual({ ...expected, request_id: '' });
      expect(requests).toHaveLength(1);
    },
  );

  it('waits for others that arrive meanwhile, so that many share a request', async () => {
    const requests = await platforms();

    const intake = gateway.app.get(HookIntake);
    await hook();
    const [received] = requests[0]?.hooks ?? [];
    const stored = Array.from({ length: 50 }, async () => received && intake.store(received));

    expect(await Promise.all(stored)).toEqual(Array(50).fill('stored'));
    expect(requests.map(({ hooks }) => hooks.length)).toEqual([1, 1, 1, 48]);
  });

  it.each([
    ['a token that its body repeats 100,000 times', 'smartlead', 'aa', 'aa'.repeat(100_000)],
    ['a platform that PostgreSQL cannot store', '%00', TOKEN, '{}'],
    ['a platform that is cut within a character', 'x'.repeat(99) + encodeURIComponent('🦊'), TOKEN, '{}'],
  ])('with %s harms none that shares its request', async (_, platform, token, body) => {
    const requests = await platforms();

    expect((await hook(token, { body }, platform)).status).toBe(404);
    const hooks = requests.flatMap((request) => request.hooks);
    const statement = 'select platform from json_to_recordset($1) as hook (platform text, body text)';
    expect(await gateway.sql(statement, [JSON.stringify(hooks)])).toHaveLength(1);
  });

  it('that cannot be stored is sent again by its platform', async () => {
    await gateway.reply(ReceiveHooks, () => ({
      status: 'refused',
      kind: 'unavailable',
      code: 'unavailable',
      message: 'the database is away',
      details: {},
    }));

    const response = await hook();
    expect(response.headers.get('retry-after')).toBe('10');
    expect(await problemIn(response)).toMatchObject({ status: 503, code: 'unavailable' });
  });

  it('that is too large is refused', async () => {
    await platforms();

    expect(await problemIn(await hook(TOKEN, { body: 'x'.repeat(256_001) }))).toMatchObject({ status: 413 });
    const headers = { 'content-type': 'text/plain' };
    expect(await problemIn(await hook(TOKEN, { headers, body: 'x'.repeat(256_001) }))).toMatchObject({
      status: 413,
      code: 'payload_too_large',
    });
  });

  it('shows its token in no log, also after a bug', async () => {
    await gateway.reply(ReceiveHooks, () => ({ status: 'bug' }));

    expect((await hook()).status).toBe(500);
    expect(gateway.logged.join('\n')).toContain('/hooks/:platform/:token failed');
    expect(gateway.logged.join('\n')).not.toContain(TOKEN);
  });

  it('with a known token is taken while somebody guesses at tokens from the same address', async () => {
    const requests = await platforms();
    const now = gateway.clock.now().getTime();
    gateway.clock.advance(60_000 - (now % 60_000)); // limits are those of a minute, which must not end meanwhile
    expect((await hook()).status).toBe(200);
    const guesses = await Promise.all(Array.from({ length: 310 }, (_, n) => hook(`guess-${n}`)));
    expect(guesses.filter(({ status }) => status === 404).length).toBeGreaterThan(200);
    const asked = requests.flatMap(({ hooks }) => hooks).length;

    const response = await hook('one-more-guess');
    expect(response.headers.get('retry-after')).not.toBeNull();
    expect(await problemIn(response)).toMatchObject({ status: 429, code: 'rate_limited' });
    expect(requests.flatMap(({ hooks }) => hooks)).toHaveLength(asked);
    expect((await hook()).status).toBe(200);
  });
});
