import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from '@jest/globals';
import { SMTPServer } from 'smtp-server';
import { Outbound } from '#outbound';
import { toScripted } from '../../../test/scripted-smtp.js';
import { credentialsFor, PATIENT } from '../../../test/smtp-fixtures.js';
import { testConnection } from './connection-test.js';

const LIMITS = { timeouts: PATIENT, deadlineMs: 60_000 };
const FAILED = { ok: false, code: 'tls_failed', message: expect.stringContaining('valid certificate') };

const closings: (() => void)[] = [];
afterEach(() => {
  for (const close of closings.splice(0)) close();
});

const portOf = async (server: Server): Promise<number> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
};

/** A server that looks into the first TLS record for the name which the client expects, and goes no further. */
const lookingForNames = (isSecure: boolean, names: string[]): Server =>
  createServer((socket) => {
    const upgrade = () =>
      new TLSSocket(socket, {
        isServer: true,
        SNICallback: (name, answer) => {
          names.push(name);
          answer(new Error('no certificate'));
        },
      }).on('error', () => socket.destroy());
    socket.on('error', () => undefined);
    if (isSecure) return void upgrade();
    socket.write('220 here\r\n');
    socket.once('data', () => {
      socket.write('250-here\r\n250 STARTTLS\r\n');
      socket.once('data', () => socket.write('220 go on\r\n', () => upgrade()));
    });
  });

describe.each([
  ['from the first byte', true],
  ['by STARTTLS', false],
])('a session with TLS %s', (_, secure) => {
  it('is not opened with a certificate that nobody vouches for, and the password stays here', async () => {
    const logins: unknown[] = [];
    const server = new SMTPServer({
      secure,
      onAuth: (login, _session, answer) => {
        logins.push(login);
        answer(null, { user: 'ada' });
      },
    });
    server.on('error', () => undefined);
    closings.push(() => server.close(() => undefined));
    const port = await portOf(server.server);
    const credentials = credentialsFor(port, { secure, require_tls: true });

    expect(await testConnection(credentials, toScripted, LIMITS)).toEqual(FAILED);
    expect(logins).toEqual([]);
  });

  it('asks for the certificate of the name, at the address that was checked', async () => {
    const names: string[] = [];
    const server = lookingForNames(secure, names);
    closings.push(() => server.close());
    const port = await portOf(server);
    const here = () => Promise.resolve(['127.0.0.1']);
    const options = { allowPrivateNetworks: false, allowedHosts: ['mail.example:*'] };
    const outbound = new Outbound(options, { localName: here, publicName: here });
    const credentials = credentialsFor(port, { host: 'mail.example', secure, require_tls: true });

    expect(await testConnection(credentials, outbound, LIMITS)).toMatchObject({ ok: false });
    expect(names).toEqual(['mail.example']);
  });
});
