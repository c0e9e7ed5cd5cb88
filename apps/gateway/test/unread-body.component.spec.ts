import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CreateSequence } from '#contracts';
import { eventually, useServers } from '#testing';
import { GatewayHarness } from './gateway-harness.js';

const servers = useServers();
let gateway: GatewayHarness;
let key: string;
beforeAll(async () => {
  gateway = await GatewayHarness.start(servers);
  key = (await gateway.createWorkspace()).api_key;
});
afterAll(() => gateway.stop());

const BULK = '/api/v1/contacts/bulk/';
/** More than the buffers of both ends of a connection hold. */
const MANY_BYTES = 50_000_000;

/** A connection on which a request has begun, and what came back on it. */
async function begin(
  path: string,
  headers: Record<string, string | number>,
): Promise<[Socket, () => string]> {
  const { hostname, port } = new URL(gateway.url);
  const socket = connect(Number(port), hostname);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => void chunks.push(chunk)).on('error', () => undefined);
  await once(socket, 'connect');
  const lines = Object.entries({ host: 'x', 'content-type': 'application/json', ...headers });
  socket.write(
    `POST ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n`,
  );
  return [socket, () => Buffer.concat(chunks).toString()];
}

describe('a body of a caller without access', () => {
  it.each([
    ['no token', BULK, {}, 401],
    ['a made-up key', BULK, { authorization: `Bearer nmbapi_${'a'.repeat(43)}` }, 401],
    ['no token of an operator', '/api/v1/admin/workspaces/', {}, 401],
    ['an address that does not exist', '/api/v1/nothing/', {}, 404],
    ['an address that cannot be decoded', '/api/v1/campaigns/%ff', {}, 404],
  ])('is not waited for: %s', async (_, path, headers, status) => {
    const [socket, received] = await begin(path, { 'content-length': MANY_BYTES, ...headers });
    await eventually(() => expect(received()).toContain(`HTTP/1.1 ${status} `));
    expect(received().toLowerCase()).toContain('connection: close');
    socket.destroy();
  });

  it.each([
    ['a length', { 'content-length': MANY_BYTES }],
    ['chunks', { 'transfer-encoding': 'chunked' }],
  ])('of %s is not read to its end: the connection ends after the answer', async (_, headers) => {
    const [socket, received] = await begin(BULK, headers);
    const chunk = 'transfer-encoding' in headers ? `10000\r\n${'x'.repeat(65_536)}\r\n` : 'x'.repeat(65_536);
    while (!socket.closed && socket.bytesWritten < MANY_BYTES) {
      if (!socket.write(chunk))
        await Promise.race([once(socket, 'drain'), once(socket, 'close')]).catch(() => undefined);
    }
    await eventually(() => expect(socket.closed).toBe(true));
    expect(received()).toContain('HTTP/1.1 401 ');
    expect(socket.bytesWritten).toBeLessThan(MANY_BYTES);
  });

  it('that is short leaves the connection to the next request', async () => {
    const [socket, received] = await begin(BULK, { 'content-length': 2 });
    await eventually(() => expect(received()).toContain('HTTP/1.1 401 '));
    socket.write('{}GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n');
    await eventually(() => expect(received()).toContain('HTTP/1.1 200 '));
    socket.destroy();
  });
});

describe('a body of a caller with access', () => {
  const post = (body: string) => gateway.request('POST', BULK, { key, body });

  it.each([
    ['a million empty objects', `{"contacts":[${'{},'.repeat(1_000_000)}{}]}`],
    ['a million numbers', `{"contacts":[${'1,'.repeat(1_000_000)}1]}`],
    ['lists in lists', `{"contacts":[${'[[[[[]]]]],'.repeat(200_000)}1]}`],
  ])('with %s is a 413 before it is parsed', async (_, body) => {
    const response = await post(body);
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ code: 'payload_too_large' });
  });

  it('has fewer parts where nothing is sent in bulk', async () => {
    for (const filling of ['{},'.repeat(5_000), '1,'.repeat(20_001)]) {
      const body = `{"steps":[${filling}1]}`;
      const response = await gateway.request('POST', '/api/v1/sequences/', { key, body });
      expect([response.status, await response.json()]).toMatchObject([413, { code: 'payload_too_large' }]);
    }
  });

  it('that is compressed is a 415 which says so, and nothing is parsed', async () => {
    const response = await gateway.request('POST', BULK, {
      key,
      body: new Uint8Array([0x1f, 0x8b]),
      headers: { 'content-encoding': 'gzip' },
    });
    expect([response.status, await response.json()]).toMatchObject([
      415,
      {
        code: 'unsupported_media_type',
        detail: expect.stringContaining('content-encoding is not supported'),
      },
    ]);
  });

  it('that is not encoded may say so', async () => {
    const asked = await gateway.recordRequests(CreateSequence, {});
    const body = { name: 'S', steps: [{ subject: 'Hi', body_text: 'Hi' }] };
    await gateway.request('POST', '/api/v1/sequences/', {
      key,
      body,
      headers: { 'content-encoding': 'Identity' },
    });
    expect(asked).toHaveLength(1);
  });
});

describe('a login, a refresh and a logout', () => {
  it.each(['login', 'refresh', 'logout'])('(%s) have a body of 10 kB at most', async (path) => {
    const token = await gateway.logIn();
    const body = { email: 'owner@example.com', password: 'x'.repeat(10_000) };
    const response = await gateway.request('POST', `/api/v1/auth/${path}/`, { key: token, body });
    expect(response.status).toBe(413);
  });
});
