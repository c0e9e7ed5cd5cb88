import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { LocalServers } from '../test/local-servers.js';
import { OutboundHttp, type HttpRequest } from './outbound-http.js';
import { Outbound } from './outbound.js';

const http = new OutboundHttp(new Outbound({ allowPrivateNetworks: false, allowedHosts: ['127.0.0.1:*'] }));
const servers = new LocalServers();
afterEach(() => servers.stop());
afterAll(() => http.close());

const LIMITS = { timeoutMs: 60_000, maxBytes: 1_000, whenLarger: 'fail', purpose: 'webhook' } as const;
const get = (url: string, more: Partial<HttpRequest> = {}) =>
  http.request({ ...LIMITS, url, method: 'GET', ...more });

describe('a request to a web server of a customer', () => {
  it.each(['POST', 'PUT', 'PATCH', 'DELETE'] as const)(
    'by %s sends its body, and resolves with status, headers and body',
    async (method) => {
      const echo = async (request: IncomingMessage, response: ServerResponse) => {
        const body = await text(request);
        response.writeHead(201, { 'x-seen': request.headers.host });
        response.end(`${request.method} ${request.url} ${body}`);
      };
      const base = await servers.web((request, response) => void echo(request, response));
      const answer = await http.request({ ...LIMITS, url: `${base}/a?b=c#d`, method, body: 'ü' });
      expect(answer).toMatchObject({
        status: 201,
        headers: { 'x-seen': new URL(base).host },
        truncated: false,
      });
      expect(answer.body.toString()).toBe(`${method} /a?b=c ü`);
    },
  );

  it('follows no redirect', async () => {
    const seen: unknown[] = [];
    const base = await servers.web(({ url }, response) => {
      seen.push(url);
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    expect(await get(base)).toMatchObject({ status: 302 });
    expect(seen).toEqual(['/']);
  });

  it.each([
    ['a header of two lines', { 'x-a': 'b\r\nx-c: d' }],
    ['a header with a name of two words', { 'x a': 'b' }],
    ['another host', { Host: 'other.example' }],
    ['another length', { 'content-length': '3' }],
    ['another framing', { 'transfer-encoding': 'chunked' }],
  ])('is not sent with %s', async (_, headers: Record<string, string>) => {
    const seen: unknown[] = [];
    const base = await servers.web(({ url }, response) => {
      seen.push(url);
      response.end();
    });
    const asking = get(base, { method: 'POST', body: 'GET /', headers });
    await expect(asking).rejects.toMatchObject({ code: 'invalid_request' });
    await get(`${base}/after`);
    expect(seen).toEqual(['/after']);
  });
});
