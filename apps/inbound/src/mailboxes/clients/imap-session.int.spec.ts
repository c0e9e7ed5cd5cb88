import { createServer, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '#kernel';
import { Outbound } from '#outbound';
import { eventually, ImapServer } from '#testing';
import { MailboxAccount } from '../../../test/mailbox-accounts.js';
import { imapFailureOf } from './imap-failure.js';
import { ImapSession } from './imap-session.js';

const here = () => Promise.resolve(['127.0.0.1']);
const outbound = new Outbound(
  { allowPrivateNetworks: false, allowedHosts: ['127.0.0.1:*', 'mail.example:*'] },
  { localName: here, publicName: here },
);

const closings: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closings.splice(0)) await close();
});

/** Opens a session with a server at this machine. */
async function open(
  server: { readonly port: number; readonly host?: string },
  login: MailboxAccount['login'] = {},
  waits?: { readonly lookMs: number; readonly pollMs: number },
): Promise<ImapSession> {
  const account = new MailboxAccount(newId('ws'), 'ada@example.com', server);
  account.login = login;
  const { signal } = new AbortController();
  const options = { outbound, maxMailBytes: 1_000_000, signal, ...(waits && { waits }) };
  const session = await ImapSession.open(account.credentials, options);
  closings.push(() => session.close());
  return session;
}

/** Answers like a server of mail, and looks into the first TLS record for the name that the client expects. */
async function startTls(capabilities: string, { secure = false } = {}) {
  const seen = { names: [] as string[], plain: [] as string[] };
  const sockets = new Set<Socket>();
  const upgrade = (socket: Socket) =>
    new TLSSocket(socket, {
      isServer: true,
      SNICallback: (name, answer) => {
        seen.names.push(name);
        answer(new Error('no certificate'));
      },
    }).on('error', () => socket.destroy());
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    if (secure) return void upgrade(socket);
    socket.write('* OK here\r\n');
    const listen = (chunk: Buffer): void => {
      const [tag, command] = chunk.toString().trim().split(' ');
      seen.plain.push(command ?? '');
      if (command === 'CAPABILITY')
        socket.write(`* CAPABILITY IMAP4rev1 ${capabilities}\r\n${tag} OK done\r\n`);
      if (command !== 'STARTTLS') return;
      socket.off('data', listen);
      socket.write(`${tag} OK go on\r\n`, () => upgrade(socket));
    };
    socket.on('data', listen);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closings.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  return { seen, host: 'mail.example', port: typeof address === 'object' ? (address?.port ?? 0) : 0 };
}

describe('a session', () => {
  it('with TLS from the first byte asks for the certificate of the name, at the address that was checked', async () => {
    const server = await startTls('', { secure: true });
    await expect(open(server, { secure: true })).rejects.toThrow(/socket|TLS|closed|ECONNRESET/i);
    expect(server.seen.names).toEqual(['mail.example']);
  });

  it('is not opened by STARTTLS without a certificate of the name, and the password stays here', async () => {
    const server = await startTls('STARTTLS AUTH=PLAIN');
    await expect(open(server)).rejects.toThrow(/socket|TLS|closed|ECONNRESET/i);
    expect(server.seen).toEqual({ names: ['mail.example'], plain: ['CAPABILITY', 'STARTTLS'] });
  });

  it('does not log in without STARTTLS where TLS is required', async () => {
    const server = await startTls('AUTH=PLAIN');
    await expect(open(server, { require_tls: true })).rejects.toThrow('STARTTLS');
    expect(server.seen.plain).toEqual(['CAPABILITY']);
  });
});

describe('the failure of a session', () => {
  it('says what the server said, without the credentials that it repeats', async () => {
    const imap = await ImapServer.start();
    closings.push(() => imap.stop());
    imap.add('ada@example.com');
    const echo = Buffer.from('\0ada@example.com\0hunter2hunter2').toString('base64');
    imap.behavior.loginAnswer = `NO [AUTHENTICATIONFAILED] ada@example.com hunter2hunter2 ${echo} is wrong`;
    const login = { password: 'hunter2hunter2' };

    const error: unknown = await open(imap, login).catch((failure: unknown) => failure);
    const account = new MailboxAccount(newId('ws'), 'ada@example.com', imap);
    account.login = login;
    expect(imapFailureOf(error, account.credentials)).toEqual({
      end: 'refused',
      answer: 'NO [AUTHENTICATIONFAILED] *** *** *** is wrong',
    });
  });

  it('is none of the login when the server cannot be reached', async () => {
    const imap = await ImapServer.start();
    await imap.stop();
    const error: unknown = await open(imap).catch((failure: unknown) => failure);
    const { credentials } = new MailboxAccount(newId('ws'), 'ada@example.com', imap);
    expect(imapFailureOf(error, credentials)).toMatchObject({ end: 'broken' });
  });
});

describe('news', () => {
  let imap: ImapServer;
  beforeEach(async () => {
    imap = await ImapServer.start();
    closings.push(() => imap.stop());
  });

  it.each([
    ['are told by the server', true],
    ['are looked for where the server does not tell', false],
  ])('%s', async (_, idle) => {
    imap.behavior.idle = idle;
    const box = imap.add('ada@example.com');
    const session = await open(imap, {}, { lookMs: 60_000, pollMs: 50 });
    expect(await session.numbersAfter(0)).toEqual([]);

    const waiting = session.untilNews();
    if (idle) await eventually(() => expect(imap.commands).toContain('IDLE'));
    box.add('Subject: Hi\r\n\r\nHello');
    await waiting;
    expect(await session.numbersAfter(0)).toEqual([1]);
    expect(await session.numbersAfter(1)).toEqual([]);
    expect(imap.commands.includes('IDLE')).toBe(idle);
  });

  it('end with the session', async () => {
    imap.add('ada@example.com');
    const session = await open(imap);
    const waiting = session.untilNews();
    await imap.stop();
    await expect(waiting).rejects.toThrow(/closed|ECONNRESET/);
  });
});

describe('a message', () => {
  it('is downloaded up to the limit, stays unread, and may be gone', async () => {
    const imap = await ImapServer.start();
    closings.push(() => imap.stop());
    const box = imap.add('ada@example.com');
    const raw = Buffer.from(`Subject: Grüße\r\n\r\n${'x'.repeat(1_000)}`, 'latin1');
    const uid = box.add(raw, { arrivedAt: new Date('2026-11-29T12:00:00Z') });
    const session = await open(imap);

    expect(await session.list([uid])).toEqual([
      { uid, size: raw.length, arrivedAt: new Date('2026-11-29T12:00:00Z') },
    ]);
    expect(await session.download(uid, 2_000)).toEqual(raw);
    expect(await session.download(uid, 100)).toEqual(raw.subarray(0, 100));
    expect(box.messages[0]?.seen).toBe(false);
    box.delete(uid);
    expect(await session.download(uid, 100)).toBeUndefined();
  });

  it.each([
    ['is told from one that is not given for the moment', 'NO [UNAVAILABLE] the store is away', undefined],
    [
      'is not asked for again when the server cannot give it',
      'NO [CANNOT] it cannot be converted',
      'refused',
    ],
  ])('%s', async (_, refusal, expected) => {
    const imap = await ImapServer.start();
    closings.push(() => imap.stop());
    const uid = imap.add('ada@example.com').add('Subject: Hi\r\n\r\n', { refusal });
    const session = await open(imap);
    expect(await session.download(uid, 100).catch(() => undefined)).toBe(expected);
  });
});
