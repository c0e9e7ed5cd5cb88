import { afterEach, describe, expect, it } from '@jest/globals';
import type { Script } from '../../../test/scripted-smtp.js';
import {
  credentialsFor,
  HURRIED,
  kindOf,
  MAIL,
  PATIENT,
  SmtpBench,
  yes,
} from '../../../test/smtp-fixtures.js';

/** More than the buffers on the way hold: its end cannot be written before the server reads. */
const LARGE = { ...MAIL, content: Buffer.alloc(30_000_000, 'Hello World\r\n') };

const bench = new SmtpBench();
afterEach(() => bench.close());

describe('a delivery', () => {
  it.each<[string, Script, string]>([
    ['is taken', {}, 'sent'],
    ['is dropped at the connect', { connect: 'drop' }, 'retry'],
    ['is met with silence', { connect: 'silence' }, 'retry'],
    ['is not welcome', { connect: '554 go away' }, 'retry'],
    ['is dropped at EHLO', { EHLO: 'drop' }, 'retry'],
    ['is dropped at AUTH', { AUTH: 'drop' }, 'retry'],
    ['has a wrong password', { AUTH: '535 5.7.8 bad credentials' }, 'account_refused'],
    ['meets a login server that is away', { AUTH: '454 4.7.0 try later' }, 'retry'],
    ['has a refused sender', { MAIL: '550 5.1.8 not you' }, 'account_refused'],
    ['is dropped at MAIL', { MAIL: 'drop' }, 'retry'],
    ['is closed down at MAIL', { MAIL: '421 closing' }, 'retry'],
    ['has an unknown recipient', { RCPT: '550 5.1.1 no such user' }, 'bounced'],
    ['is greylisted', { RCPT: '451 4.7.1 later' }, 'retry'],
    ['is dropped at RCPT', { RCPT: 'drop' }, 'retry'],
    ['is met with silence at RCPT', { RCPT: 'silence' }, 'retry'],
    ['is refused at DATA', { DATA: '554 no' }, 'bounced'],
    ['is deferred at DATA', { DATA: '451 later' }, 'retry'],
    ['is dropped at DATA', { DATA: 'drop' }, 'retry'],
    ['is dropped at the final dot', { dot: 'drop' }, 'indeterminate'],
    ['is met with silence at the final dot', { dot: 'silence' }, 'indeterminate'],
    ['is refused for its content', { dot: '554 5.7.1 spam' }, 'bounced'],
    ['is deferred for its content', { dot: '452 4.3.1 full' }, 'retry'],
    ['is closed down at the final dot', { dot: '421 closing' }, 'retry'],
  ])('that %s: %j is %s', async (_, script, kind) => {
    const server = await bench.server(script);
    const smtpSender = bench.sender(2, Object.values(script).includes('silence') ? HURRIED : PATIENT);
    expect(kindOf(await smtpSender.deliver(credentialsFor(server.port), MAIL, yes))).toBe(kind);
    expect(server.taken).toHaveLength(kind === 'sent' ? 1 : 0);
  });

  it('that is dropped in the middle of its content may be tried again', async () => {
    const server = await bench.server({ content: 'drop' });
    expect(kindOf(await bench.sender().deliver(credentialsFor(server.port), LARGE, yes))).toBe('retry');
  });

  it('to nobody is tried again soon', async () => {
    const server = await bench.server({});
    await server.close();
    const delivery = await bench.sender().deliver(credentialsFor(server.port), MAIL, yes);
    expect(delivery).toMatchObject({ end: 'broken', connectionRefused: true });
  });

  it('to a host that may not be called says why, and starts nothing', async () => {
    const start = () => Promise.reject(new Error('started'));
    const delivery = await bench.sender().deliver(credentialsFor(25, { host: '10.0.0.1' }), MAIL, start);
    expect(delivery).toEqual({
      end: 'not_called',
      code: 'server_not_public',
      message: 'not a public mail server',
    });
  });

  it.each<[string, Script, string]>([
    ['a banner', { connect: 'SSH-2.0-OpenSSH_9.6 secret-banner' }, 'retry'],
    ['lines between those of a reply', { RCPT: '550-5.1.1 no\r\n550 5.1.1 such user' }, 'bounced'],
    ['the login in plain text', { RCPT: '550 5.1.1 not for ada, secret' }, 'bounced'],
    ['the login of AUTH PLAIN', { AUTH: '535 5.7.8 bad AGFkYQBzZWNyZXQ=' }, 'account_refused'],
    ['the login at the end', { dot: '554 5.7.1 c2VjcmV0 is a bad password' }, 'account_refused'],
  ])('keeps of the words of a server neither its banner nor the login: %s', async (_, script, kind) => {
    const server = await bench.server(script);
    const delivery = await bench.sender().deliver(credentialsFor(server.port), MAIL, yes);
    expect(kindOf(delivery)).toBe(kind);
    expect(JSON.stringify(delivery)).not.toMatch(/secret|ada|AGFkYQ|c2VjcmV0|SSH/);
  });

  it.each([true, false])('with a password does not start without TLS, offered: %s', async (isOffered) => {
    const EHLO = isOffered
      ? '250-scripted\r\n250-STARTTLS\r\n250 AUTH PLAIN'
      : '250-scripted\r\n250 AUTH PLAIN';
    const server = await bench.server({ EHLO, STARTTLS: '502 5.5.1 not here' });
    const start = () => Promise.reject(new Error('started'));
    const credentials = credentialsFor(server.port, { require_tls: true });

    expect(await bench.sender().deliver(credentials, MAIL, start)).toMatchObject({
      end: 'broken',
      contentSent: false,
      message: expect.stringContaining('does not offer STARTTLS'),
    });
    expect(server.said).not.toContain('AUTH');
  });

  it('that may not start does not leave', async () => {
    const server = await bench.server({});
    const delivery = await bench
      .sender()
      .deliver(credentialsFor(server.port), MAIL, () => Promise.resolve(false));
    expect(delivery).toEqual({ end: 'not_started' });
    expect(server.taken).toEqual([]);
  });

  it('does not start before its server is ready for it', async () => {
    const server = await bench.server({ AUTH: '535 no' });
    let started = 0;
    await bench.sender().deliver(credentialsFor(server.port), MAIL, () => {
      started += 1;
      return Promise.resolve(true);
    });
    expect(started).toBe(0);
  });
});
