import type { Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '#testing';
import { AUTHORITY, CERTIFICATE, PRIVATE_KEY } from '../test/certificates.js';
import { LocalServers } from '../test/local-servers.js';
import { OutboundHttp } from './outbound-http.js';
import { Outbound } from './outbound.js';

const LIMITS = { timeoutMs: 60_000, maxBytes: 1_000, whenLarger: 'fail', purpose: 'webhook' } as const;
const servers = new LocalServers();
const closings: (() => Promise<void>)[] = [];
afterEach(async () => {
  servers.stop();
  for (const close of closings.splice(0)) await close();
});

/** Names of `.test` are this machine; each look-up is noted. */
function httpWith(options: ConstructorParameters<typeof OutboundHttp>[1] = {}) {
  const asked: string[] = [];
  const localName = (name: string) => Promise.resolve(asked.push(name) > 0 ? ['127.0.0.1'] : []);
  const allowed = { allowPrivateNetworks: false, allowedHosts: ['hooks.test:*', 'other.test:*'] };
  const http = new OutboundHttp(new Outbound(allowed, { localName, publicName: localName }), options);
  closings.push(() => http.close());
  const post = (url: string, keepAlive?: boolean) =>
    http.request({
      ...LIMITS,
      url,
      method: 'POST',
      body: '{}',
      ...(keepAlive !== undefined && { keepAlive }),
    });
  return { asked, post };
}

describe('a connection', () => {
  const serving = async (sockets: Socket[]) => {
    const base = await servers.web((_, response) => response.end(), sockets);
    return `http://hooks.test:${new URL(base).port}/`;
  };

  it('is kept for the next request for a minute; then the name is looked up again', async () => {
    const sockets: Socket[] = [];
    const url = await serving(sockets);
    let now = 1;
    const { asked, post } = httpWith({ now: () => now });
    for (let sent = 0; sent < 20; sent += 1) await post(url);
    const before = sockets.length;
    expect(before).toBeLessThan(20);
    expect(asked).toHaveLength(before);

    now += 60_001;
    await post(url);
    expect(sockets).toHaveLength(before + 1);
    expect(asked).toHaveLength(before + 1);
  });

  it('is kept for none where the request may not be sent twice', async () => {
    const sockets: Socket[] = [];
    const url = await serving(sockets);
    const { asked, post } = httpWith();
    for (const _ of [1, 2, 3]) await post(url, false);
    expect([asked.length, sockets.length]).toEqual([3, 3]);
  });

  it.each([
    ['says nothing about it', ''],
    ['keeps it for an hour', 'keep-alive: timeout=3600\r\n'],
  ])('without a request is soon closed where the server %s', async (_, header) => {
    const closed: Socket[] = [];
    const port = await servers.bare((socket) => {
      socket.once('data', () => socket.write(`HTTP/1.1 204 No Content\r\n${header}\r\n`));
      socket.on('close', () => closed.push(socket));
    });
    const { post } = httpWith({ idleMs: 10 });
    await post(`http://hooks.test:${port}/`);
    await eventually(() => expect(closed).toHaveLength(1), { timeoutMs: 30_000 });
  });
});

describe('a connection with TLS', () => {
  const serving = async (names: unknown[]) => {
    const certificate = { cert: CERTIFICATE, key: PRIVATE_KEY };
    const server = createTlsServer(
      { ...certificate, ALPNProtocols: ['h2', 'http/1.1'] },
      (socket: TLSSocket) => {
        names.push(socket.servername, socket.alpnProtocol);
        socket.on('error', () => undefined);
        socket.on('data', (chunk) => {
          names.push(chunk.toString().split('\r\n')[0]);
          socket.end('HTTP/1.1 204 No Content\r\n\r\n');
        });
      },
    );
    return servers.listen(server);
  };

  it('names the host that it means, checks its certificate and speaks HTTP/1.1', async () => {
    const names: unknown[] = [];
    const port = await serving(names);
    const { post } = httpWith({ ca: AUTHORITY });
    expect(await post(`https://hooks.test:${port}/a`)).toMatchObject({ status: 204 });
    expect(names).toEqual(['hooks.test', 'http/1.1', 'POST /a HTTP/1.1']);
  });

  it.each([
    ['of another host', 'other.test', AUTHORITY],
    ['that nobody vouches for', 'hooks.test', undefined],
  ])(
    'gets no request with a certificate %s, whatever NODE_TLS_REJECT_UNAUTHORIZED says',
    async (_, host, ca) => {
      const requests: unknown[] = [];
      const port = await serving(requests);
      const { post } = httpWith(ca === undefined ? {} : { ca });
      const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
      process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
      try {
        await expect(post(`https://${host}:${port}/a`)).rejects.toMatchObject({ code: 'tls_failed' });
      } finally {
        if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
        else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
      }
      expect(requests).not.toContain('POST /a HTTP/1.1');
    },
  );
});
