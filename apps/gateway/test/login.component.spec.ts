import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { SignJWT, UnsecuredJWT } from 'jose';
import { z } from 'zod';
import { WorkspaceCreated } from '#contracts';
import { Database } from '#database';
import { newId, uuidOf } from '#kernel';
import { eventually, useServers } from '#testing';
import { ADMIN_TOKEN, GatewayHarness, JWT_SECRET, problemIn } from './gateway-harness.js';

const servers = useServers();
let gateways: [GatewayHarness, GatewayHarness];
let email: string;
let workspaceId: string;
beforeAll(async () => {
  const [first, second] = await Promise.all([
    GatewayHarness.start(servers, { rateLimits: 'on' }),
    GatewayHarness.start(servers, { rateLimits: 'on' }),
  ]);
  gateways = [first, second];
});
beforeEach(async () => {
  startOfMinute();
  email = `${randomUUID()}@example.com`;
  workspaceId = (await newWorkspace(email)).workspace_id;
});
afterAll(() => Promise.all(gateways.map((gateway) => gateway.stop())));

const PASSWORD = 'correct horse battery';
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let minute = 0;
/** So that no test meets the limits that another one has used up. */
function startOfMinute(): void {
  minute = Math.ceil(gateways[0].clock.now().getTime() / 60_000 + 1) * 60_000;
  beginMinute();
}
const beginMinute = (): void => {
  for (const { clock } of gateways) clock.travelTo(new Date(minute));
};

const advance = (ms: number): void => {
  for (const { clock } of gateways) clock.advance(ms);
};
const post = (path: string, body?: unknown, key?: string) =>
  gateways[0].request('POST', `/api/v1/${path}`, {
    ...(body !== undefined && { body }),
    ...(key !== undefined && { key }),
  });
async function newWorkspace(owner: string, password = PASSWORD): Promise<WorkspaceCreated> {
  const body = { name: 'Acme', owner: { email: owner, password } };
  return WorkspaceCreated.parse(await (await post('admin/workspaces/', body, ADMIN_TOKEN)).json());
}

const Tokens = z.strictObject({
  access_token: z.string(),
  refresh_token: z.string(),
  token_type: z.literal('Bearer'),
  expires_in: z.literal(3_600),
});
const tokensIn = async (response: Response) => Tokens.parse(await response.json());
const logIn = async () => tokensIn(await post('auth/login/', { email, password: PASSWORD }));
const refresh = (refresh_token: string) => post('auth/refresh/', { refresh_token });
const read = (token: string, gateway = 0) =>
  gateways[gateway === 0 ? 0 : 1].request('GET', '/api/v1/workspace/', { key: token });

describe('somebody who logs in', () => {
  it('gets an access token for an hour, which opens his workspace at every gateway', async () => {
    const { access_token } = await logIn();
    for (const gateway of [0, 1]) {
      expect(await (await read(access_token, gateway)).json()).toMatchObject({ id: workspaceId });
    }
    const limit = (await read(access_token)).headers.get('x-ratelimit-limit');
    expect(limit).toBe('120');

    advance(HOUR_MS);
    expect(await problemIn(await read(access_token))).toMatchObject({ status: 401, code: 'unauthenticated' });
  });

  it('may bring a token of another workspace along', async () => {
    const mine = await logIn();
    const elsewhere = `${randomUUID()}@example.com`;
    const { api_key: key } = await newWorkspace(elsewhere);

    const login = await post('auth/login/', { email, password: PASSWORD }, key);
    const refreshed = await post('auth/refresh/', { refresh_token: mine.refresh_token }, key);
    for (const answer of [login, refreshed]) {
      const { access_token } = await tokensIn(answer);
      expect(await (await read(access_token)).json()).toMatchObject({ id: workspaceId });
    }
  });

  it('writes his address as he likes, and names his workspace when he is in several', async () => {
    const other = await newWorkspace(email);
    const into = async (input: object) => {
      const body = { email: email.toUpperCase(), password: PASSWORD, ...input };
      const { access_token } = await tokensIn(await post('auth/login', body));
      return z.looseObject({ id: z.string() }).parse(await (await read(access_token)).json()).id;
    };
    expect(await into({ workspace_id: workspaceId })).toBe(workspaceId);
    expect(await into({})).toBe(other.workspace_id);
  });

  it('is not shadowed by a newer account of his address with another password', async () => {
    const other = await newWorkspace(email, 'another long password');
    const into = async (password: string) => {
      const { access_token } = await tokensIn(await post('auth/login/', { email, password }));
      return z.looseObject({ id: z.string() }).parse(await (await read(access_token)).json()).id;
    };
    expect(await into(PASSWORD)).toBe(workspaceId);
    expect(await into('another long password')).toBe(other.workspace_id);
    expect((await post('auth/login/', { email, password: 'neither of them' })).status).toBe(401);
  });

  it('is refused alike with a wrong password and with an address that nobody has', async () => {
    const wrong = await problemIn(await post('auth/login/', { email, password: 'wrong' }));
    const nobody = await problemIn(await post('auth/login/', { email: `x${email}`, password: PASSWORD }));
    expect(wrong).toMatchObject({ status: 401, code: 'unauthenticated' });
    expect({ ...nobody, request_id: '' }).toEqual({ ...wrong, request_id: '' });
  });

  it('gets no session with a password that is changed before the login ends', async () => {
    const database = gateways[0].app.get(Database, { strict: false });
    const waiting = () =>
      gateways[0].sql(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
    const [login] = await database.transaction(async (tx) => {
      await tx.query('update app_user set password_hash = $2 where email = $1', [email, 'another one']);
      const begun = post('auth/login/', { email, password: PASSWORD });
      await eventually(async () => expect(await waiting()).toHaveLength(1));
      return [begun];
    });
    expect(await problemIn(await login)).toMatchObject({ status: 401, code: 'unauthenticated' });
    expect(
      await gateways[0].sql(
        'select from session where user_id = any (select id from app_user where email = $1)',
        [email],
      ),
    ).toEqual([]);
  });

  it('leaves tokens in the store as hashes alone', async () => {
    const { refresh_token } = await logIn();
    const rows = await gateways[0].sql<{ row: string }>('select s::text as row from session s');
    expect(rows.length).toBeGreaterThan(0);
    for (const { row } of rows) expect(row).not.toContain(refresh_token);
  });
});

describe('a refresh token', () => {
  it('gives the next pair, also 29 days later, and is over after 30 idle ones', async () => {
    const first = await logIn();
    advance(29 * DAY_MS);
    const second = await tokensIn(await refresh(first.refresh_token));
    expect((await read(second.access_token)).status).toBe(200);

    advance(29 * DAY_MS);
    const third = await tokensIn(await refresh(second.refresh_token));
    advance(30 * DAY_MS);
    expect((await refresh(third.refresh_token)).status).toBe(401);
  });

  it('that comes a second time ends its session, with the tokens that came after it', async () => {
    const first = await logIn();
    const second = await tokensIn(await refresh(first.refresh_token));
    expect((await refresh(first.refresh_token)).status).toBe(401);

    expect((await refresh(second.refresh_token)).status).toBe(401);
    advance(5_000);
    expect((await read(second.access_token)).status).toBe(401);
  });

  it('works for one of ten that race with it', async () => {
    const { refresh_token } = await logIn();
    const answers = await Promise.all(Array.from({ length: 10 }, () => refresh(refresh_token)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('that somebody made up for a session ends nothing', async () => {
    const { refresh_token } = await logIn();
    const sessionId = refresh_token.split('_')[1] ?? '';
    expect((await refresh(`nmbrefresh_${sessionId}_${'a'.repeat(43)}`)).status).toBe(401);
    expect((await refresh(refresh_token)).status).toBe(200);
  });

  it.each([
    'nonsense',
    `nmbrefresh_${randomUUID()}_${'a'.repeat(43)}`,
    `nmbrefresh_${'-'.repeat(36)}_${'a'.repeat(43)}`,
  ])('that nobody issued (%s) is a 401', async (token) => {
    expect(await problemIn(await refresh(token))).toMatchObject({ code: 'unauthenticated' });
  });
});

describe('a logout', () => {
  it('ends its own session everywhere within five seconds, and no other', async () => {
    const [mine, other] = [await logIn(), await logIn()];
    expect((await read(mine.access_token, 1)).status).toBe(200);
    expect((await post('auth/logout/', undefined, mine.access_token)).status).toBe(204);

    advance(5_000);
    expect((await read(mine.access_token, 1)).status).toBe(401);
    expect((await refresh(mine.refresh_token)).status).toBe(401);
    expect((await read(other.access_token)).status).toBe(200);
    expect((await post('auth/logout/')).status).toBe(401);
  });
});

describe('an access token', () => {
  const claims = async () => {
    const { access_token } = await logIn();
    const payload = Buffer.from(access_token.split('.')[1] ?? '', 'base64url').toString();
    return z.record(z.string(), z.unknown()).parse(JSON.parse(payload));
  };
  const signed = async (secret: string, alg = 'HS256') =>
    new SignJWT(await claims()).setProtectedHeader({ alg }).sign(Buffer.from(secret));

  it('is ours only with our secret and algorithm', async () => {
    const wellKnown = 'another-secret-of-the-right-length-for-it';
    expect((await read(await signed(JWT_SECRET))).status).toBe(200);
    expect((await read(await signed(wellKnown))).status).toBe(401);
    expect((await read(await signed(JWT_SECRET.padEnd(64, '.'), 'HS512'))).status).toBe(401);
    expect((await read(new UnsecuredJWT(await claims()).encode())).status).toBe(401);
  });

  it('with odd claims is a 401, never a 500, though we signed it', async () => {
    const good = await claims();
    const odd = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom(undefined, null, '', 1e300, -1, [], {}, newId('ws'), newId('user'), randomUUID()),
    );
    /** Those that change nothing: nobody reads the address, and a token may have been issued earlier or last longer. */
    const isGood = (name: string, value: unknown): boolean =>
      name === 'email' ||
      (typeof value === 'number' &&
        ((name === 'exp' && value > Number(good['exp'])) ||
          (name === 'iat' && value <= Number(good['iat']))));
    const damaged = fc
      .tuple(fc.constantFrom(...Object.keys(good)), odd)
      .filter(([name, value]) => value !== good[name] && !isGood(name, value));
    await fc.assert(
      fc.asyncProperty(damaged, async ([name, value]) => {
        const token = await new SignJWT({ ...good, [name]: value })
          .setProtectedHeader({ alg: 'HS256' })
          .sign(Buffer.from(JWT_SECRET));
        expect([name, value, (await read(token)).status]).toEqual([name, value, 401]);
      }),
      { numRuns: 200 },
    );
  });

  it('from the future is a 401', async () => {
    const good = await claims();
    const issued = async (seconds: number) => {
      const iat = Math.floor(gateways[0].clock.now().getTime() / 1_000) + seconds;
      const token = new SignJWT({ ...good, iat }).setProtectedHeader({ alg: 'HS256' });
      return (await read(await token.sign(Buffer.from(JWT_SECRET)))).status;
    };
    expect([await issued(50), await issued(70)]).toEqual([200, 401]);
  });

  it('lets a viewer read and not write, from the moment his role changes', async () => {
    const { access_token } = await logIn();
    const rename = () =>
      gateways[0].request('PATCH', '/api/v1/workspace/', { key: access_token, body: { name: 'Mine' } });
    expect((await rename()).status).toBe(200);

    await gateways[0].sql(`update app_user set role = 'viewer' where workspace_id = $1`, [
      uuidOf(workspaceId),
    ]);
    advance(5_000);
    expect(await problemIn(await rename())).toMatchObject({ status: 403, code: 'insufficient_scope' });
    expect((await read(access_token)).status).toBe(200);
  });
});
