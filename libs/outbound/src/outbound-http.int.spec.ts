import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Server as NetServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { SMTPServer } from 'smtp-server';
import { OutboundHttp } from './outbound-http.js';
import { Outbound } from './outbound.js';

const LOCAL = new Outbound({ allowPrivateNetworks: false, allowedHosts: ['127.0.0.1:*'] });
const LIMITS = { timeoutMs: 60_000, maxBytes: 1_000, whenLarger: 'fail', purpose: 'webhook' } as const;
const http = new OutboundHttp(LOCAL);
afterAll(() => http.close());

const closings: (() => void)[] = [];
afterEach(() => {
  for (const close of closings.splice(0)) close();
});

async function serving(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener);
  closings.push(() => {
    server.closeAllConnections();
    server.close();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${portOf(server)}`;
}

function portOf(server: NetServer): number {
  const address = server.address();
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

describe('a request to a web server of a customer', () => {
  it('sends its body, and resolves with status, headers and body', async () => {
    const echo = async (request: IncomingMessage, response: ServerResponse) => {
      const body = await text(request);
      response.writeHead(201, { 'x-seen': request.headers.host });
      response.end(`${request.method} ${request.url} ${body}`);
    };
    const base = await serving((request, response) => void echo(request, response));
    const answer = await http.request({ ...LIMITS, url: `${base}/a?b=c`, method: 'POST', body: 'ü' });
    expect(answer).toMatchObject({
      status: 201,
      body: Buffer.from('POST /a?b=c ü'),
      headers: { 'x-seen': new URL(base).host },
    });
  });

  it('follows no redirect', async () => {
    const seen: unknown[] = [];
    const base = await serving(({ url }, response) => {
      seen.push(url);
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    expect(await http.request({ ...LIMITS, url: base, method: 'GET' })).toMatchObject({ status: 302 });
    expect(seen).toEqual(['/']);
  });

  it('reads no more than its limit of an endless answer', async () => {
    const base = await serving((_, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(500)));
      };
      response.on('drain', more);
      more();
    });
    const asking = http.request({ ...LIMITS, url: base, method: 'GET' });
    await expect(asking).rejects.toThrow('larger than 1000 bytes');
  });

  it.each<[string, RequestListener]>([
    ['is silent', () => undefined],
    ['stops in the middle', (_, response) => void response.write('x')],
  ])('ends in time when the server %s', async (_, listener) => {
    const base = await serving(listener);
    const asking = http.request({ ...LIMITS, timeoutMs: 300, url: base, method: 'GET' });
    await expect(asking).rejects.toMatchObject({ code: 'timeout' });
  });

  it.each([
    ['http://web.example/', 'port_not_allowed'],
    ['http://web.example:8080/', 'https_required'],
    ['https://web.example:25/', 'port_not_allowed'],
    ['https://web.example:5432/', undefined],
    ['https://127.0.0.2/', 'server_not_public'],
    ['https://[::ffff:127.0.0.1]/', 'server_not_public'],
    ['https://metadata.example/', 'server_not_public'],
  ])('is not sent to %s: %s', async (url, code) => {
    const asked: string[] = [];
    const look = (name: string) => Promise.resolve(asked.push(name) > 0 ? ['169.254.169.254'] : []);
    const closed = new Outbound(
      { allowPrivateNetworks: false, allowedHosts: [] },
      { publicName: look, localName: look },
    );
    const failure: unknown = await new OutboundHttp(closed)
      .request({ ...LIMITS, url, method: 'GET' })
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'address_not_allowed' });
  });

  it('is not sent over TLS with a certificate that nobody vouches for', async () => {
    const server = new SMTPServer({ secure: true }); // with the certificate of the library
    server.on('error', () => undefined);
    const listening = server.listen(0, '127.0.0.1');
    closings.push(() => server.close(() => undefined));
    await once(listening, 'listening');
    const asking = http.request({
      ...LIMITS,
      url: `https://127.0.0.1:${portOf(listening)}/`,
      method: 'GET',
    });
    await expect(asking).rejects.toMatchObject({
      code: 'tls_failed',
    });
  });
});
