import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Secret, TOTP } from 'otpauth';
import { z } from 'zod';
import { useServers } from '#testing';
import { GatewayHarness, problemIn } from './gateway-harness.js';
import { PASSWORD, People, type LoggedIn } from './people-fixtures.js';

const STEP_MS = 30_000;
const servers = useServers();
let gateway: GatewayHarness;
let people: People;
let member: LoggedIn & { id: string };
let secret: string;
let codes: string[];
beforeAll(async () => {
  gateway = await GatewayHarness.start(servers);
});
beforeEach(async () => {
  people = await People.start(gateway);
  member = await people.add('member');
  secret = await enroll();
  const confirmed = await ask('auth/totp/confirm/', { totp: code() });
  codes = Codes.parse(await confirmed.json()).recovery_codes;
  // To the beginning of a later step: the clock runs on, and a code that is early by two steps must not become one by one.
  gateway.clock.advance(2 * STEP_MS - (gateway.clock.now().getTime() % STEP_MS));
});
afterAll(() => gateway.stop());

const Enrolled = z.object({ secret: z.string(), otpauth_uri: z.string() });
const Codes = z.object({ recovery_codes: z.array(z.string()) });

const ask = (path: string, body: object) => people.ask(member.access_token, 'POST', path, body);
async function enroll(): Promise<string> {
  return Enrolled.parse(await (await ask('auth/totp/', { password: PASSWORD })).json()).secret;
}
/** The code of an authenticator app some steps from now. */
const code = (steps = 0): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({
    timestamp: gateway.clock.now().getTime() + steps * STEP_MS,
  });
const wrongCode = (): string =>
  ['000000', '111111', '222222', '333333'].find((one) => !near().has(one)) ?? '';
const near = () => new Set([code(-1), code(), code(1)]);
const logIn = async (totp?: string) => {
  const response = await people.tryLogIn(member.email, { ...(totp !== undefined && { totp }) });
  return response.ok ? 'in' : (await problemIn(response)).code;
};

describe('a person with an authenticator app', () => {
  it('needs its code to log in, besides the password', async () => {
    expect(await logIn()).toBe('totp_required');
    expect(await logIn(wrongCode())).toBe('totp_wrong');
    const guess = await people.tryLogIn(member.email, { password: 'wrong', totp: code() });
    expect((await problemIn(guess)).code).toBe('unauthenticated');
    expect(await logIn(code())).toBe('in');
  });

  it('uses each code once, of two that race too, one step early or late', async () => {
    const both = await Promise.all([logIn(code()), logIn(code())]);
    expect(both.toSorted()).toEqual(['in', 'totp_wrong']);
    expect(await logIn(code(-1))).toBe('totp_wrong');
    expect(await logIn(code(3))).toBe('totp_wrong');
    expect(await logIn(code(1))).toBe('in');
  });

  it('has five tries, also at once, and then waits for 15 minutes', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => logIn(wrongCode())));
    expect(answers.filter((answer) => answer === 'totp_wrong')).toHaveLength(5);
    expect(await logIn(code())).toBe('totp_locked');
    gateway.clock.advance(15 * 60_000);
    expect(await logIn(code())).toBe('in');
  });

  it('has ten recovery codes, each of which works once', async () => {
    expect(new Set(codes).size).toBe(10);
    const [first = '', second = ''] = codes;
    expect(await logIn(first)).toBe('in');
    expect(await logIn(first)).toBe('totp_wrong');
    expect(await logIn(second.toUpperCase().replaceAll('-', ' '))).toBe('in');
  });

  it('leaves neither the secret nor a recovery code in the store', async () => {
    const rows = await gateway.sql<{ row: string; secret: Buffer }>(
      'select t::text || r::text as row, secret from totp t join recovery_code r using (user_id)',
    );
    expect(rows.length).toBeGreaterThan(0);
    for (const { row, secret: stored } of rows) {
      expect(stored.includes(secret)).toBe(false);
      for (const one of codes) expect(row).not.toContain(one);
    }
  });

  it('turns it off with the password and a code alone', async () => {
    const disable = (body: object) => ask('auth/totp/disable/', body);
    const weak = await problemIn(await disable({ password: 'wrong', totp: code() }));
    expect(weak.errors).toMatchObject([{ field: 'password', code: 'wrong_password' }]);
    expect((await problemIn(await disable({ password: PASSWORD, totp: wrongCode() }))).code).toBe(
      'totp_wrong',
    );
    expect((await disable({ password: PASSWORD, totp: code() })).status).toBe(204);
    expect(await logIn()).toBe('in');
    expect((await problemIn(await disable({ password: PASSWORD, totp: code() }))).code).toBe(
      'invalid_transition',
    );
  });

  it('cannot replace it while it is on', async () => {
    for (const path of ['auth/totp/', 'auth/totp/confirm/']) {
      const body = path.endsWith('totp/') ? { password: PASSWORD } : { totp: code() };
      expect((await problemIn(await ask(path, body))).code).toBe('invalid_transition');
    }
  });

  it('gets it turned off by an owner, and by nobody else', async () => {
    const admin = await people.add('admin');
    const reset = (token: string) => people.ask(token, 'POST', `users/${member.id}/reset-totp/`);
    for (const token of [admin.access_token, people.apiKey]) {
      expect((await problemIn(await reset(token))).code).toBe('insufficient_role');
    }
    const answer = await reset(people.owner.access_token);
    expect(await answer.json()).toMatchObject({ id: member.id, totp_enabled: false });
    expect(await logIn()).toBe('in');
  });

  it('is seen in the audit trail', async () => {
    await logIn(wrongCode());
    await ask('auth/totp/disable/', { password: PASSWORD, totp: code() });
    const log = await people.ask(people.owner.access_token, 'GET', 'audit-log/?page_size=3');
    expect(await log.json()).toMatchObject({
      results: [
        { action: 'totp.disabled', actor: { id: member.id } },
        { action: 'login.failed', details: { wrong: 'totp' } },
        { action: 'totp.enabled', target: { id: member.id } },
      ],
    });
  });
});

describe('a person who has not enrolled', () => {
  it('hears that, and not of wrong codes, when a code is to be confirmed', async () => {
    member = await people.add('viewer');
    const problem = await problemIn(await ask('auth/totp/confirm/', { totp: '123456' }));
    expect(problem).toMatchObject({ status: 409, code: 'invalid_transition', state: 'disabled' });
  });
});

describe('a person who has enrolled without a code yet', () => {
  it('logs in without one, and may start again with another secret', async () => {
    member = await people.add('viewer');
    const first = await enroll();
    secret = await enroll();
    expect(secret).not.toBe(first);
    expect(await logIn()).toBe('in');
    expect((await problemIn(await ask('auth/totp/confirm/', { totp: wrongCode() }))).code).toBe('totp_wrong');
    expect((await ask('auth/totp/confirm/', { totp: code() })).status).toBe(200);
    expect(await logIn()).toBe('totp_required');
  });
});
