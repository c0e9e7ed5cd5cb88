import { createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HostRefused } from './host-refused.js';
import { Outbound, type Destination, type OutboundOptions } from './outbound.js';

const CLOSED: OutboundOptions = { allowPrivateNetworks: false, allowedHosts: [] };
const TIMEOUT_MS = 60_000;

let server: Server;
let port: number;
const sockets: Socket[] = [];
beforeAll(async () => {
  server = createServer((socket) => sockets.push(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  port = typeof address === 'object' ? (address?.port ?? 0) : 0;
});
afterAll(() => {
  for (const socket of sockets) socket.destroy();
  server.close();
});

/** Answers each look-up of a name with the next list of addresses. */
const answering = (...answers: string[][]) => {
  const asked: string[] = [];
  const next = (name: string) => {
    asked.push(name);
    return Promise.resolve(answers[asked.length - 1] ?? []);
  };
  return { asked, resolvers: { publicName: next, localName: next } };
};

const reasonOf = async (host: string, options = CLOSED, answers: string[][] = [], at = 587) => {
  const destination: Destination = { host, port: at, purpose: 'smtp' };
  const outbound = new Outbound(options, answering(...answers).resolvers);
  const failure: unknown = await outbound.connect(destination, TIMEOUT_MS).catch((error: unknown) => error);
  if (!(failure instanceof HostRefused)) throw new Error(`not refused: ${String(failure)}`);
  return { code: failure.code, message: failure.message };
};

describe('a host', () => {
  const notPublic = { code: 'server_not_public', message: 'not a public mail server' };

  it.each([
    '127.0.0.1',
    '169.254.169.254',
    '10.0.0.1',
    '::1',
    '::ffff:127.0.0.1',
    '64:ff9b::7f00:1',
    '127.1',
    '0x7f.1',
    '0x7f000001',
    '2130706433',
    '0177.0.0.1',
    '127.0.0.1.',
    '１２７.０.０.１',
    '0',
    '[::1]',
    'fe80::1%eth0',
    '2606:4700::1111%eth0',
    'localhost.',
    'a b',
    'a/b',
    'a@b',
    'a:25',
    '',
    '.',
  ])('%j is refused before any connection', async (host) => {
    expect(await reasonOf(host, CLOSED, [['127.0.0.1']])).toEqual(notPublic);
  });

  it('is refused alike, whether its name has private addresses or none', async () => {
    const answers = [[['127.0.0.1']], [['10.0.0.1', 'fd00::1']], [[]]];
    for (const answer of answers) {
      expect(await reasonOf('mail.internal.example', CLOSED, answer)).toEqual(notPublic);
    }
  });

  it.each([22, 80, 6379, 4222, 5432, 143])('is not called at port %i for SMTP', async (at) => {
    for (const allowPrivateNetworks of [true, false]) {
      const reason = await reasonOf('8.8.8.8', { ...CLOSED, allowPrivateNetworks }, [], at);
      expect(reason.code).toBe('port_not_allowed');
    }
  });

  it('is called where it is allowed by name and port, and at no other port', async () => {
    const allowed = { ...CLOSED, allowedHosts: [`127.0.0.1:${port}`, `mailbox:${port}`] };
    const { asked, resolvers } = answering(['127.0.0.1']);
    const outbound = new Outbound(allowed, resolvers);
    for (const host of ['127.0.0.1', 'MAILBOX']) {
      const socket = await outbound.connect({ host, port, purpose: 'smtp' }, TIMEOUT_MS);
      expect(socket.remoteAddress).toBe('127.0.0.1');
      socket.destroy();
    }
    expect(asked).toEqual(['MAILBOX']);
    expect(await reasonOf('127.0.0.1', allowed, [], 25)).toEqual(notPublic);
    expect((await reasonOf('127.0.0.1', allowed, [], 5432)).code).toBe('port_not_allowed');
  });

  it('is looked up once: a second answer with another address changes nothing', async () => {
    const { asked, resolvers } = answering(['127.0.0.1'], ['127.0.0.2']);
    const outbound = new Outbound({ ...CLOSED, allowedHosts: ['mail.example:*'] }, resolvers);
    const socket = await outbound.connect({ host: 'mail.example', port, purpose: 'smtp' }, TIMEOUT_MS);
    expect(socket.remoteAddress).toBe('127.0.0.1');
    expect(asked).toEqual(['mail.example']);
    socket.destroy();
  });

  it('with several addresses is called at the first that answers', async () => {
    const { resolvers } = answering(['127.0.0.2', '127.0.0.1']);
    const outbound = new Outbound({ ...CLOSED, allowedHosts: ['mail.example:*'] }, resolvers);
    const socket = await outbound.connect({ host: 'mail.example', port, purpose: 'smtp' }, TIMEOUT_MS);
    expect(socket.remoteAddress).toBe('127.0.0.1');
    socket.destroy();
  });

  it('that does not answer is reported with the error of its first address', async () => {
    const { resolvers } = answering(['127.0.0.2', '127.0.0.3']);
    const outbound = new Outbound({ ...CLOSED, allowedHosts: ['mail.example:*'] }, resolvers);
    const connecting = outbound.connect({ host: 'mail.example', port, purpose: 'smtp' }, TIMEOUT_MS);
    await expect(connecting).rejects.toThrow(`connect ECONNREFUSED 127.0.0.2:${port}`);
  });
});

describe('the addresses of a name', () => {
  it('that are private are left out, beside public ones', async () => {
    const { resolvers } = answering(['10.0.0.1', '8.8.8.8', '::1', '169.254.169.254']);
    const destination: Destination = { host: 'mail.example', port: 587, purpose: 'smtp' };
    expect(await new Outbound(CLOSED, resolvers).addressesOf(destination)).toEqual(['8.8.8.8']);
  });
});
