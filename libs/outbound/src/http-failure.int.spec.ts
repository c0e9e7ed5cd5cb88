import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { LocalServers } from '../test/local-servers.js';
import { failureOf, HttpFailure } from './http-failure.js';
import { OutboundHttp } from './outbound-http.js';
import { Outbound } from './outbound.js';

const LIMITS = { timeoutMs: 60_000, maxBytes: 1_000, whenLarger: 'fail', purpose: 'webhook' } as const;
const http = new OutboundHttp(new Outbound({ allowPrivateNetworks: true, allowedHosts: [] }));
const servers = new LocalServers();
afterEach(() => servers.stop());
afterAll(() => http.close());

async function failureAt(url: string): Promise<HttpFailure> {
  const headers = { authorization: 'very-secret' };
  const failure: unknown = await http
    .request({ ...LIMITS, url, method: 'POST', body: 'very-secret', headers })
    .catch((error: unknown) => error);
  if (!(failure instanceof HttpFailure)) throw new Error(`no failure: ${String(failure)}`);
  return failure;
}

const SECRET_PATH = '/very-secret?very=secret';

describe('a request without an answer', () => {
  it('says that nobody listens', async () => {
    const port = await servers.bare(() => undefined);
    servers.stop();
    const { code, message, nothingSent } = await failureAt(`http://127.0.0.1:${port}${SECRET_PATH}`);
    expect({ code, message, nothingSent }).toEqual({
      code: 'connection_failed',
      message: 'the server refused the connection',
      nothingSent: true,
    });
  });

  it.each([
    ['closes the connection', '', 'connection_failed'],
    ['closes the connection in the headers', 'HTTP/1.1 200 OK\r\nx-a: b', 'connection_failed'],
    [
      'closes the connection in the body',
      'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nvery',
      'connection_failed',
    ],
    ['speaks another protocol', '220 very-secret ESMTP\r\n', 'invalid_answer'],
    [
      'sends endless headers',
      `HTTP/1.1 200 OK\r\nx-a: ${'very-secret'.repeat(3_000)}\r\n\r\n`,
      'invalid_answer',
    ],
  ])('says that the server %s, without a word of either side', async (_, said, expected) => {
    const port = await servers.bare((socket) => {
      socket.once('data', () => socket.end(said));
    });
    const { code, message, nothingSent } = await failureAt(`http://127.0.0.1:${port}${SECRET_PATH}`);
    expect({ code, nothingSent }).toEqual({ code: expected, nothingSent: false });
    expect(message).not.toMatch(/very/);
  });

  it.each([
    ['http', 'invalid_answer'],
    ['https', 'tls_failed'],
  ])('of a server without TLS is told apart: %s', async (protocol, code) => {
    const port = await servers.bare((socket) => {
      socket.once('data', () => socket.end('220 here\r\n'));
    });
    expect(await failureAt(`${protocol}://127.0.0.1:${port}${SECRET_PATH}`)).toMatchObject({ code });
  });

  it('says that the connection was closed during the handshake', async () => {
    const port = await servers.bare((socket) => {
      socket.once('data', () => socket.destroy());
    });
    const failure = await failureAt(`https://127.0.0.1:${port}/`);
    expect(failure).toMatchObject({ code: 'connection_failed', nothingSent: true });
  });

  it('says that a name has no address', async () => {
    const failure = await failureAt('https://nothing.invalid/');
    expect(failure).toMatchObject({ code: 'name_not_found', nothingSent: true });
  });
});

describe('a defect of ours', () => {
  it('is no failure of the server', () => {
    expect(() => failureOf(new TypeError('x is not a function'))).toThrow(TypeError);
  });
});
