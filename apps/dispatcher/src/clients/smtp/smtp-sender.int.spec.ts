import { afterEach, describe, expect, it } from '@jest/globals';
import type { SmtpCredentials } from '#contracts';
import { newId } from '#kernel';
import { Outbound } from '#outbound';
import { eventually } from '#testing';
import {
  startScriptedSmtp,
  toScripted,
  type Script,
  type ScriptedSmtp,
  type SessionLimit,
} from '../../../test/scripted-smtp.js';
import { outcomeOf } from '../../domain/outcome.js';
import type { Delivery } from './account-connections.js';
import { SmtpSender } from './smtp-sender.js';

const NOW = new Date('2026-05-04T12:00:00Z');
/** For servers that answer: in this process, which may be busy. */
const PATIENT = { connectionMs: 60_000, greetingMs: 60_000, socketMs: 60_000 };
/** For servers that are silent. */
const HURRIED = { connectionMs: 1_500, greetingMs: 1_500, socketMs: 1_500 };
const MAIL = {
  from: 'ada@example.com',
  to: 'grace@example.org',
  content: Buffer.from('Subject: Hi\r\n\r\nHello\r\n'),
};
/** More than the buffers on the way hold: its end cannot be written before the server reads. */
const LARGE = { ...MAIL, content: Buffer.alloc(30_000_000, 'Hello World\r\n') };

const couriers: SmtpSender[] = [];
const servers: ScriptedSmtp[] = [];
afterEach(async () => {
  for (const smtpSender of couriers.splice(0)) smtpSender.close();
  for (const server of servers.splice(0)) await server.close();
});

const aServer = async (script: Script): Promise<ScriptedSmtp> => {
  const server = await startScriptedSmtp(script);
  servers.push(server);
  return server;
};

const aCourier = (connectionsPerAccount = 2, timeouts = PATIENT): SmtpSender => {
  const options = { connectionsPerAccount, maxAccounts: 2, idleMs: 60_000, timeouts };
  const smtpSender = new SmtpSender(options, toScripted);
  couriers.push(smtpSender);
  return smtpSender;
};

const credentialsFor = (port: number, version = 1): SmtpCredentials => ({
  sending_account_id: newId('ea'),
  version,
  email: 'ada@example.com',
  display_name: 'Ada',
  smtp: { host: '127.0.0.1', port, secure: false, user: 'ada', password: 'secret' },
});

const yes = (): Promise<boolean> => Promise.resolve(true);

const kindOf = (delivery: Delivery): string =>
  delivery.end === 'not_started' || delivery.end === 'not_called'
    ? delivery.end
    : outcomeOf(delivery, { attempts: 0, now: NOW }).kind;

describe('a delivery', () => {
  it.each<[string, Script, string]>([
    ['is taken', {}, 'sent'],
    ['is dropped at the connect', { connect: 'drop' }, 'retry'],
    ['is met with silence', { connect: 'silence' }, 'retry'],
    ['is not welcome', { connect: '554 go away' }, 'retry'],
    ['is dropped at EHLO', { EHLO: 'drop' }, 'retry'],
    ['is dropped at AUTH', { AUTH: 'drop' }, 'retry'],
    ['has a wrong password', { AUTH: '535 5.7.8 bad credentials' }, 'login_refused'],
    ['meets a login server that is away', { AUTH: '454 4.7.0 try later' }, 'retry'],
    ['has a refused sender', { MAIL: '550 5.1.8 not you' }, 'bounced'],
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
    const server = await aServer(script);
    const smtpSender = aCourier(2, Object.values(script).includes('silence') ? HURRIED : PATIENT);
    expect(kindOf(await smtpSender.deliver(credentialsFor(server.port), MAIL, yes))).toBe(kind);
    expect(server.taken).toHaveLength(kind === 'sent' ? 1 : 0);
  });

  it('that is dropped in the middle of its content may be tried again', async () => {
    const server = await aServer({ content: 'drop' });
    expect(kindOf(await aCourier().deliver(credentialsFor(server.port), LARGE, yes))).toBe('retry');
  });

  it('to nobody is tried again soon', async () => {
    const server = await aServer({});
    await server.close();
    const delivery = await aCourier().deliver(credentialsFor(server.port), MAIL, yes);
    expect(delivery).toMatchObject({ end: 'broken', connectionRefused: true });
  });

  it('to a host that may not be called says why, and starts nothing', async () => {
    const credentials = credentialsFor(25);
    const delivery = await aCourier().deliver(
      { ...credentials, smtp: { ...credentials.smtp, host: '10.0.0.1' } },
      MAIL,
      () => Promise.reject(new Error('started')),
    );
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
    ['the login of AUTH PLAIN', { AUTH: '535 5.7.8 bad AGFkYQBzZWNyZXQ=' }, 'login_refused'],
    ['the login at the end', { dot: '554 5.7.1 c2VjcmV0 is a bad password' }, 'bounced'],
  ])('keeps of the words of a server neither its banner nor the login: %s', async (_, script, kind) => {
    const server = await aServer(script);
    const delivery = await aCourier().deliver(credentialsFor(server.port), MAIL, yes);
    expect(kindOf(delivery)).toBe(kind);
    expect(JSON.stringify(delivery)).not.toMatch(/secret|ada|AGFkYQ|c2VjcmV0|SSH/);
  });

  it('that may not start does not leave', async () => {
    const server = await aServer({});
    const delivery = await aCourier().deliver(credentialsFor(server.port), MAIL, () =>
      Promise.resolve(false),
    );
    expect(delivery).toEqual({ end: 'not_started' });
    expect(server.taken).toEqual([]);
  });

  it('does not start before its server is ready for it', async () => {
    const server = await aServer({ AUTH: '535 no' });
    let started = 0;
    await aCourier().deliver(credentialsFor(server.port), MAIL, () => {
      started += 1;
      return Promise.resolve(true);
    });
    expect(started).toBe(0);
  });
});

describe('the connections of an account', () => {
  it('are few, and carry many messages', async () => {
    const server = await aServer({});
    const smtpSender = aCourier(2);
    const credentials = credentialsFor(server.port);

    const deliveries = await Promise.all(
      Array.from({ length: 150 }, () => smtpSender.deliver(credentials, MAIL, yes)),
    );

    expect(new Set(deliveries.map(({ end }) => end))).toEqual(new Set(['accepted']));
    expect(server.taken).toHaveLength(150);
    expect(server.connections).toBeLessThanOrEqual(4);
  });

  it('survive a message that was refused', async () => {
    const server = await aServer({ RCPT: '550 5.1.1 no such user' });
    const smtpSender = aCourier(1);
    const credentials = credentialsFor(server.port);
    await smtpSender.deliver(credentials, MAIL, yes);
    server.script = {};

    expect(await smtpSender.deliver(credentials, MAIL, yes)).toEqual({ end: 'accepted' });
    expect(server.connections).toBe(1);
  });

  it('are opened anew, when the server dropped an old one before any content', async () => {
    const server = await aServer({});
    const smtpSender = aCourier(1);
    const credentials = credentialsFor(server.port);
    await smtpSender.deliver(credentials, MAIL, yes);
    server.script = { MAIL: 'drop once' };

    expect(await smtpSender.deliver(credentials, MAIL, yes)).toEqual({ end: 'accepted' });
    expect(server.connections).toBe(2);
  });

  it.each<SessionLimit>([
    { messages: 1, at: 'MAIL', reply: '421 4.7.0 too many messages in this session' },
    { messages: 1, at: 'RCPT', reply: '421 4.7.0 too many messages in this session' },
    { messages: 3, at: 'MAIL', reply: '452 4.5.3 too many recipients' },
    { messages: 2, at: 'RCPT', reply: '452 4.5.3 too many recipients' },
  ])('carry as many messages as the server takes, once it has shown that: %j', async (limit) => {
    const server = await aServer({});
    server.limit = limit;
    const smtpSender = aCourier(1);
    const credentials = credentialsFor(server.port);

    const deliveries = await Promise.all(
      Array.from({ length: 13 }, () => smtpSender.deliver(credentials, MAIL, yes)),
    );

    expect(new Set(deliveries.map(({ end }) => end))).toEqual(new Set(['accepted']));
    expect(server.taken).toHaveLength(13);
    expect(server.refusals).toBe(1);
    expect(server.connections).toBe(Math.ceil(13 / limit.messages));
    await eventually(() => expect(server.open).toBeLessThanOrEqual(1));
  });

  it('are opened anew once for a message, and its refusal there is the answer', async () => {
    const server = await aServer({});
    const smtpSender = aCourier(1);
    const credentials = credentialsFor(server.port);
    await smtpSender.deliver(credentials, MAIL, yes);
    server.script = { MAIL: '421 4.7.0 try again later' };

    expect(kindOf(await smtpSender.deliver(credentials, MAIL, yes))).toBe('retry');
    expect(server.connections).toBe(2);
    expect(server.taken).toHaveLength(1);
  });

  it('are looked up when they are opened, and never for a message', async () => {
    const server = await aServer({});
    const asked: string[] = [];
    const localName = (name: string) => {
      asked.push(name);
      return Promise.resolve(['127.0.0.1']);
    };
    const options = { allowPrivateNetworks: false, allowedHosts: ['mail.example:*'] };
    const outbound = new Outbound(options, { localName, publicName: localName });
    const smtpSender = new SmtpSender({ connectionsPerAccount: 1, maxAccounts: 2 }, outbound);
    couriers.push(smtpSender);
    const credentials = credentialsFor(server.port);
    const named = { ...credentials, smtp: { ...credentials.smtp, host: 'mail.example' } };
    await Promise.all(Array.from({ length: 50 }, () => smtpSender.deliver(named, MAIL, yes)));

    expect(server.taken).toHaveLength(50);
    expect(asked).toEqual(['mail.example']);
  });

  it('are never used twice for a message whose content had left', async () => {
    const server = await aServer({});
    const smtpSender = aCourier(1);
    const credentials = credentialsFor(server.port);
    await smtpSender.deliver(credentials, MAIL, yes);
    server.script = { dot: 'drop' };

    expect(kindOf(await smtpSender.deliver(credentials, MAIL, yes))).toBe('indeterminate');
    expect(server.connections).toBe(1);
  });

  it('fail all that wait for a server that cannot be reached, at once', async () => {
    const server = await aServer({ connect: 'silence' });
    const smtpSender = aCourier(1, HURRIED);
    const credentials = credentialsFor(server.port);

    await Promise.all(Array.from({ length: 20 }, () => smtpSender.deliver(credentials, MAIL, yes)));

    expect(server.connections).toBe(1);
  });

  it('are those of the newest version of the account', async () => {
    const [before, after] = [await aServer({}), await aServer({})];
    const smtpSender = aCourier(1);
    const credentials = credentialsFor(before.port);
    await smtpSender.deliver(credentials, MAIL, yes);
    await smtpSender.deliver(
      { ...credentialsFor(after.port, 2), sending_account_id: credentials.sending_account_id },
      MAIL,
      yes,
    );

    expect([before.taken.length, after.taken.length]).toEqual([1, 1]);
    await eventually(() => expect([before.open, after.open]).toEqual([0, 1]));
  });

  it('are closed for the least recently used account, when there are more than may be kept', async () => {
    const servers = [await aServer({}), await aServer({}), await aServer({})];
    const smtpSender = aCourier(1);
    const [one, two, three] = servers.map(({ port }) => credentialsFor(port));
    if (!one || !two || !three) throw new Error('three accounts');
    for (const account of [one, two, one, three]) await smtpSender.deliver(account, MAIL, yes);

    await eventually(() => expect(servers.map(({ open }) => open)).toEqual([1, 0, 1]));
    await smtpSender.deliver(one, MAIL, yes);
    expect(servers.map(({ connections }) => connections)).toEqual([1, 1, 1]);
  });

  it('finish what they deliver, when another account takes their place', async () => {
    const [slow, ...others] = [await aServer({}), await aServer({}), await aServer({})];
    const smtpSender = aCourier(1);
    const delivery = await smtpSender.deliver(credentialsFor(slow?.port ?? 0), MAIL, async () => {
      for (const { port } of others) await smtpSender.deliver(credentialsFor(port), MAIL, yes);
      return true;
    });

    expect(delivery).toEqual({ end: 'accepted' });
  });

  it('make an account busy that has more to do than it can', async () => {
    const server = await aServer({ dot: 'silence' });
    const smtpSender = aCourier(1);
    const credentials = credentialsFor(server.port);
    const deliveries = Array.from({ length: 8 }, () => smtpSender.deliver(credentials, MAIL, yes));

    expect(smtpSender.busy()).toEqual([credentials.sending_account_id]);
    await server.close();
    await Promise.all(deliveries);
    expect(smtpSender.busy()).toEqual([]);
  });
});
