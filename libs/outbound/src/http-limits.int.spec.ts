import type { RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import { afterAll, afterEach, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '#testing';
import { LocalServers } from '../test/local-servers.js';
import { OutboundHttp, type HttpRequest } from './outbound-http.js';
import { Outbound } from './outbound.js';

jest.setTimeout(60_000); // a request that never ends fails its test
const SOON = { timeoutMs: 30_000 };

const http = new OutboundHttp(new Outbound({ allowPrivateNetworks: false, allowedHosts: ['127.0.0.1:*'] }));
const servers = new LocalServers();
afterEach(() => servers.stop());
afterAll(() => http.close());

const LIMITS = { timeoutMs: 30_000, maxBytes: 1_000, whenLarger: 'fail', purpose: 'webhook' } as const;
const get = (url: string, more: Partial<HttpRequest> = {}) =>
  http.request({ ...LIMITS, url, method: 'GET', ...more });

/** The connection is closed, and none has taken its place by the time at which another server has answered. */
async function expectDropped(sockets: readonly Socket[]): Promise<void> {
  await eventually(() => expect(sockets[0]).toMatchObject({ destroyed: true }), SOON);
  const other = await servers.web((_, response) => response.end());
  await get(other);
  expect(sockets).toHaveLength(1);
}

describe('an endless answer', () => {
  const serving = async (sockets: Socket[]) => {
    const port = await servers.bare((socket) => {
      sockets.push(socket);
      const more = () => {
        if (!socket.destroyed) socket.write('x'.repeat(65_536), () => setImmediate(more));
      };
      socket.once('data', () =>
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 999999999999\r\n\r\n', more),
      );
    });
    return `http://127.0.0.1:${port}/`;
  };

  it('is an error, and its connection is dropped', async () => {
    const sockets: Socket[] = [];
    const base = await serving(sockets);
    await expect(get(base)).rejects.toMatchObject({ code: 'answer_too_large' });
    await expectDropped(sockets);
  });

  it('is cut to its first bytes where that is asked, and its connection is dropped', async () => {
    const sockets: Socket[] = [];
    const base = await serving(sockets);
    const { status, body, truncated } = await get(base, { whenLarger: 'cut', keepBytes: 10 });
    expect([status, body.toString(), truncated]).toEqual([200, 'xxxxxxxxxx', true]);
    await expectDropped(sockets);
  });
});

describe('a finite answer', () => {
  const serving = (sockets: Socket[] = []) =>
    servers.web(({ url }, response) => response.end('x'.repeat(Number(url?.slice(1)))), sockets);

  it('that is larger than what is kept is read to its end, and its connection is used again', async () => {
    const sockets: Socket[] = [];
    const base = await serving(sockets);
    for (let sent = 0; sent < 20; sent += 1) {
      const { body, truncated } = await get(`${base}/900`, { keepBytes: 20 });
      expect([body.length, truncated]).toEqual([20, true]);
    }
    expect(sockets.length).toBeLessThan(20);
  });

  it('of the largest size is no error, and one byte more is', async () => {
    const base = await serving();
    expect((await get(`${base}/1000`)).body).toHaveLength(1_000);
    await expect(get(`${base}/1001`)).rejects.toMatchObject({ code: 'answer_too_large' });
  });

  it('of the largest size is whole, and one byte more is cut', async () => {
    const base = await serving();
    for (const [size, cut] of [
      [1_000, false],
      [1_001, true],
    ] as const) {
      const { body, truncated } = await get(`${base}/${size}`, { whenLarger: 'cut' });
      expect([body.length, truncated]).toEqual([1_000, cut]);
    }
  });
});

describe('a slow server', () => {
  it.each<[string, RequestListener]>([
    ['is silent', () => undefined],
    ['stops in the middle', (_, response) => void response.write('x')],
    [
      'sends a byte now and then',
      (_, response) => {
        const drip = setInterval(() => response.write('x'), 20);
        response.on('close', () => clearInterval(drip));
      },
    ],
  ])('that %s ends in time, and its connection is dropped', async (_, listener) => {
    const sockets: Socket[] = [];
    const base = await servers.web(listener, sockets);
    await expect(get(base, { timeoutMs: 500 })).rejects.toMatchObject({ code: 'timeout' });
    await expectDropped(sockets);
  });

  it('that never finishes the handshake of TLS does not exceed the time of any request', async () => {
    const port = await servers.bare(() => undefined);
    const url = `https://127.0.0.1:${port}/`;
    const patient = get(url).catch((error: unknown) => error);
    await expect(get(url, { timeoutMs: 500 })).rejects.toMatchObject({ code: 'timeout' });
    servers.stop();
    expect(await patient).toMatchObject({ code: 'connection_failed' });
  });

  it('keeps no other request to the same host waiting', async () => {
    const base = await servers.web(({ url }, response) => {
      if (url === '/fast') response.end();
    });
    const slow = Array.from({ length: 40 }, () => get(`${base}/slow`).catch((error: unknown) => error));
    expect(await get(`${base}/fast`)).toMatchObject({ status: 200 });
    servers.stop();
    const failures = await Promise.all(slow);
    expect(failures).toEqual(slow.map(() => expect.objectContaining({ code: 'connection_failed' })));
  });
});
