import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LocalDns } from '../test/local-dns.js';
import { LocalServers } from '../test/local-servers.js';
import { OutboundHttp } from './outbound-http.js';
import { Outbound, type OutboundOptions } from './outbound.js';
import { nameResolversAt } from './resolve.js';

const CLOSED: OutboundOptions = { allowPrivateNetworks: false, allowedHosts: [] };
const LIMITS = { timeoutMs: 1_000, maxBytes: 1_000, whenLarger: 'cut', purpose: 'webhook' } as const;
/** In the part of IPv6 that is public, and in no network: it was given back. */
const NOBODY = '3ffe::1';

const servers = new LocalServers();
let dns: LocalDns;
let trap: number;
let caught: number;
let closing = (): void => undefined;
beforeAll(async () => {
  // No host is named: it listens at 127.0.0.1 and, where there is IPv6, at ::1.
  const server = createServer((socket) => {
    caught += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const address = server.address();
  trap = typeof address === 'object' ? (address?.port ?? 0) : 0;
  closing = () => void server.close();
});
beforeEach(async () => {
  caught = 0;
  dns = await LocalDns.start();
});
afterEach(() => {
  dns.stop();
  servers.stop();
});
afterAll(() => closing());

const asking = (options = CLOSED) => {
  const http = new OutboundHttp(new Outbound(options, nameResolversAt([dns.server])));
  return async (url: string): Promise<unknown> => {
    try {
      const { status } = await http.request({ ...LIMITS, url, method: 'POST', body: '{}' });
      return status;
    } catch (error) {
      return error instanceof Error && 'code' in error ? `${String(error.code)}: ${error.message}` : error;
    }
  };
};
const NOT_PUBLIC = 'address_not_allowed: not a public web server';

const HOSTS = [
  '127.0.0.1 127.255.255.254 127.1 127.0.1 127.0.0.1. 2130706433 017700000001 0x7f000001 0x7f.1 0177.0.0.1',
  '0x7F.0.0.0x1 １２７.０.０.１ ①②⑦.0.0.1 %3127.0.0.1 0 0.0.0.0 10.0.0.1 172.16.0.1 192.168.0.1 100.64.0.1',
  '169.254.169.254 0xa9fea9fe 192.0.0.8 198.18.0.1 224.0.0.1 240.0.0.1 255.255.255.255',
  '[::1] [::] [0:0:0:0:0:0:0:1] [::127.0.0.1] [::ffff:127.0.0.1] [::ffff:7f00:1] [0:0:0:0:0:FFFF:127.0.0.1]',
  '[::ffff:0:127.0.0.1] [64:ff9b::127.0.0.1] [64:ff9b:1::a00:1] [2002:7f00:1::] [2001:0:7f00:1::] [fe80::1]',
  '[fc00::1] [fd00:ec2::254] [fec0::1] [ff02::1] localhost LOCALHOST localhost. a.localhost metadata.google.internal',
].flatMap((line) => line.split(' '));

describe('a request to a private address', () => {
  it('would arrive without the check: the trap counts', async () => {
    const inside = asking({ ...CLOSED, allowPrivateNetworks: true });
    expect(await inside(`https://127.0.0.1:${trap}/`)).toMatch(/^(?:connection|tls)_failed/);
    expect(caught).toBe(1);
  });

  it.each(HOSTS)('is not sent: %s', async (host) => {
    expect(await asking()(`https://${host}:${trap}/`)).toBe(NOT_PUBLIC);
    expect(caught).toBe(0);
  });

  it.each([
    ['https://[fe80::1%25eth0]/', 'not an address of the web'],
    ['https://256.256.256.256/', 'not an address of the web'],
    ['https://127.0.0.1:99999/', 'not an address of the web'],
    ['file:///etc/passwd', 'not an address of the web'],
    ['gopher://127.0.0.1/', 'not an address of the web'],
    ['//127.0.0.1/', 'not an address of the web'],
    ['https://user@127.0.0.1/', 'an address may not carry a user or a password'],
    ['https://web.example:secret@8.8.8.8/', 'an address may not carry a user or a password'],
    ['https://:secret@8.8.8.8/', 'an address may not carry a user or a password'],
    ['http://8.8.8.8:8080/', 'a web server is called by https only'],
    ['http://8.8.8.8/', 'a web server is called at port 443 or above 1024 only'],
    ['https://8.8.8.8:22/', 'a web server is called at port 443 or above 1024 only'],
    ['https://8.8.8.8:25/', 'a web server is called at port 443 or above 1024 only'],
    ['https://8.8.8.8:80/', 'a web server is called at port 443 or above 1024 only'],
    ['https://8.8.8.8:1024/', 'a web server is called at port 443 or above 1024 only'],
    ['https://127.0.0.1:6379/', 'not a public web server'],
  ])('is not sent: %s (%s)', async (url, message) => {
    expect(await asking()(url)).toBe(`address_not_allowed: ${message}`);
  });
});

describe('a request to a name', () => {
  it.each([
    ['loopback', ['127.0.0.1']],
    ['loopback of IPv6', ['::1']],
    ['loopback of both', ['127.0.0.1', '::1']],
    ['IPv4 in IPv6', ['::ffff:127.0.0.1']],
    ['the metadata of a cloud', ['169.254.169.254']],
    ['a private network', ['10.0.0.1', '192.168.0.1', 'fd00::1']],
    ['another name, which is loopback', ['inner.test']],
    ['nothing', []],
  ])('of %s is not sent', async (_, answer) => {
    dns.zone = { 'outer.test': [answer], 'inner.test': [['127.0.0.1', '::1']] };
    expect(await asking()(`https://outer.test:${trap}/`)).toBe(NOT_PUBLIC);
    expect(dns.asked.slice(0, 2).toSorted()).toContain('A outer.test');
    expect(caught).toBe(0);
  });

  it('of public and private addresses goes to the public ones only', async () => {
    dns.zone = { 'outer.test': [['127.0.0.1', NOBODY, '::1']] };
    expect(await asking()(`https://outer.test:${trap}/`)).toMatch(/^(?:connection_failed|timeout)/);
    expect(caught).toBe(0);
  });

  it('goes to the address that was checked, when a second look-up would find another', async () => {
    dns.zone = { 'outer.test': [[NOBODY], ['127.0.0.1', '::1']] };
    const ask = asking();
    expect(await ask(`https://outer.test:${trap}/`)).toMatch(/^(?:connection_failed|timeout)/);
    expect(dns.asked.toSorted()).toEqual(['A outer.test', 'AAAA outer.test']);

    expect(await ask(`https://outer.test:${trap}/`)).toBe(NOT_PUBLIC);
    expect(caught).toBe(0);
  });
});

describe('a redirect', () => {
  it('to a private address is an answer, and nothing goes there', async () => {
    const base = await servers.web((_, response) => {
      response.writeHead(307, { location: `http://127.0.0.1:${trap}/` }).end();
    });
    const ask = asking({ ...CLOSED, allowedHosts: [new URL(base).host] });
    expect(await ask(base)).toBe(307);
    expect(caught).toBe(0);
  });
});
