import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { useServers } from '#testing';
import { CleanUpSchedule } from '../src/http/clean-up.schedule.js';
import { ADMIN_TOKEN, GatewayHarness, problemIn } from './gateway-harness.js';

const servers = useServers();
const PASSWORD = 'correct horse battery';
const HERE = '198.51.100.1';
const THERE = '203.0.113.9';

/** Two replicas behind a proxy, and one that trusts no proxy. */
let gateways: GatewayHarness[];
let email: string;
beforeAll(async () => {
  const proxied = { rateLimits: 'on', trustedProxies: '127.0.0.0/8, ::1, 10.0.0.0/8' } as const;
  gateways = [
    await GatewayHarness.start(servers, proxied),
    await GatewayHarness.start(servers, proxied),
    await GatewayHarness.start(servers, { rateLimits: 'on' }),
  ];
});
beforeEach(async () => {
  advance(60_000);
  email = `${randomUUID()}@example.com`;
  const body = { name: 'Acme', owner: { email, password: PASSWORD } };
  await gateways[0]?.request('POST', '/api/v1/admin/workspaces/', { key: ADMIN_TOKEN, body });
});
afterAll(() => Promise.all(gateways.map((gateway) => gateway.stop())));

const advance = (ms: number): void => {
  for (const { clock } of gateways) clock.advance(ms);
};
const logIn = async (password: string, forwarded: string, gateway = 0): Promise<Response> => {
  const response = await gateways[gateway]?.request('POST', '/api/v1/auth/login/', {
    body: { email, password },
    headers: { 'x-forwarded-for': forwarded },
  });
  if (response === undefined) throw new Error('no such gateway');
  return response;
};
/** Ten wrong passwords, in turn at both replicas. */
async function failTenTimes(forwarded = HERE): Promise<void> {
  for (let attempt = 0; attempt < 10; attempt += 1) {
    expect((await logIn('wrong', forwarded, attempt % 2)).status).toBe(401);
  }
}

describe('wrong logins', () => {
  it('make their address wait, longer each time, over all gateways', async () => {
    await failTenTimes();
    const waits: number[] = [];
    for (const gateway of [0, 1, 0]) {
      const refused = await logIn(PASSWORD, HERE, gateway);
      expect(await problemIn(refused)).toMatchObject({
        status: 429,
        code: 'rate_limited',
        limit: 'wrong_logins',
      });
      const seconds = Number(refused.headers.get('retry-after'));
      waits.push(Math.ceil(seconds / 30) * 30); // some seconds have passed since the wrong one
      advance(seconds * 1_000 + 1_000);
      expect((await logIn('wrong', HERE, gateway)).status).toBe(401);
    }
    expect(waits).toEqual([30, 60, 120]);
  });

  it('leave the owner at another address alone, and are forgotten after the right password', async () => {
    await failTenTimes();
    expect((await logIn(PASSWORD, THERE)).status).toBe(200);

    advance(31_000);
    expect((await logIn(PASSWORD, HERE)).status).toBe(200);
    expect((await logIn('wrong', HERE)).status).toBe(401);
    expect((await logIn(PASSWORD, HERE)).status).toBe(200);
  });

  it('are counted before the password is compared, so that twenty at once are ten', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => logIn('wrong', HERE, n % 2)));
    const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b);
    expect(statuses).toEqual([...Array(10).fill(401), ...Array(10).fill(429)]);
  });

  it('name nobody in the store, and are deleted after a day', async () => {
    await logIn('wrong', HERE);
    const [row] = await (gateways[0]?.sql<{ row: string }>('select a::text as row from login_attempt a') ??
      []);
    expect(row?.row).not.toContain(HERE);
    advance(25 * 3_600_000);
    await gateways[0]?.app.get(CleanUpSchedule).cleanUp();
    expect(await gateways[0]?.sql('select * from login_attempt')).toEqual([]);
  });
});

describe('the address of a request', () => {
  it.each([
    ['the right-most that is no trusted proxy', `192.0.2.1, ${HERE}, 10.1.2.3`, 429],
    ['not one that the client has put in front', `${HERE}, ${THERE}`, 401],
  ])('is %s', async (_, forwarded, status) => {
    await failTenTimes();
    expect((await logIn('wrong', forwarded)).status).toBe(status);
  });

  it('is the one of the connection where no proxy is trusted, which is said once', async () => {
    for (let attempt = 0; attempt < 10; attempt += 1) await logIn('wrong', `192.0.2.${attempt}`, 2);
    expect((await logIn('wrong', THERE, 2)).status).toBe(429);
    const said = gateways[2]?.logged.filter((text) => text.includes('TRUSTED_PROXIES'));
    expect(said).toHaveLength(1);
  });
});
