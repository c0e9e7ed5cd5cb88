import { afterEach, describe, expect, it } from '@jest/globals';
import { Outbound } from '#outbound';
import { eventually } from '#testing';
import type { SessionLimit } from '../../../test/scripted-smtp.js';
import {
  credentialsFor,
  HURRIED,
  kindOf,
  MAIL,
  PATIENT,
  SmtpBench,
  yes,
} from '../../../test/smtp-fixtures.js';

const bench = new SmtpBench();
afterEach(() => bench.close());

describe('the connections of an account', () => {
  it('are few, and carry many messages', async () => {
    const server = await bench.server({});
    const smtpSender = bench.sender(2);
    const credentials = credentialsFor(server.port);

    const deliveries = await Promise.all(
      Array.from({ length: 150 }, () => smtpSender.deliver(credentials, MAIL, yes)),
    );

    expect(new Set(deliveries.map(({ end }) => end))).toEqual(new Set(['accepted']));
    expect(server.taken).toHaveLength(150);
    expect(server.connections).toBeLessThanOrEqual(4);
  });

  it('survive a message that was refused', async () => {
    const server = await bench.server({ RCPT: '550 5.1.1 no such user' });
    const smtpSender = bench.sender(1);
    const credentials = credentialsFor(server.port);
    await smtpSender.deliver(credentials, MAIL, yes);
    server.script = {};

    expect(await smtpSender.deliver(credentials, MAIL, yes)).toEqual({ end: 'accepted' });
    expect(server.connections).toBe(1);
  });

  it('are opened anew, when the server dropped an old one before any content', async () => {
    const server = await bench.server({});
    const smtpSender = bench.sender(1);
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
    const server = await bench.server({});
    server.limit = limit;
    const smtpSender = bench.sender(1);
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
    const server = await bench.server({});
    const smtpSender = bench.sender(1);
    const credentials = credentialsFor(server.port);
    await smtpSender.deliver(credentials, MAIL, yes);
    server.script = { MAIL: '421 4.7.0 try again later' };

    expect(kindOf(await smtpSender.deliver(credentials, MAIL, yes))).toBe('retry');
    expect(server.connections).toBe(2);
    expect(server.taken).toHaveLength(1);
  });

  it('are looked up when they are opened, and never for a message', async () => {
    const server = await bench.server({});
    const asked: string[] = [];
    const localName = (name: string) => {
      asked.push(name);
      return Promise.resolve(['127.0.0.1']);
    };
    const options = { allowPrivateNetworks: false, allowedHosts: ['mail.example:*'] };
    const outbound = new Outbound(options, { localName, publicName: localName });
    const smtpSender = bench.sender(1, PATIENT, outbound);
    const named = credentialsFor(server.port, { host: 'mail.example' });
    await Promise.all(Array.from({ length: 50 }, () => smtpSender.deliver(named, MAIL, yes)));

    expect(server.taken).toHaveLength(50);
    expect(asked).toEqual(['mail.example']);
  });

  it('are never used twice for a message whose content had left', async () => {
    const server = await bench.server({});
    const smtpSender = bench.sender(1);
    const credentials = credentialsFor(server.port);
    await smtpSender.deliver(credentials, MAIL, yes);
    server.script = { dot: 'drop' };

    expect(kindOf(await smtpSender.deliver(credentials, MAIL, yes))).toBe('indeterminate');
    expect(server.connections).toBe(1);
  });

  it('fail all that wait for a server that cannot be reached, at once', async () => {
    const server = await bench.server({ connect: 'silence' });
    const smtpSender = bench.sender(1, HURRIED);
    const credentials = credentialsFor(server.port);

    await Promise.all(Array.from({ length: 20 }, () => smtpSender.deliver(credentials, MAIL, yes)));

    expect(server.connections).toBe(1);
  });

  it('are those of the newest version of the account', async () => {
    const [before, after] = [await bench.server({}), await bench.server({})];
    const smtpSender = bench.sender(1);
    const credentials = credentialsFor(before.port);
    await smtpSender.deliver(credentials, MAIL, yes);
    await smtpSender.deliver(
      { ...credentialsFor(after.port, { version: 2 }), sending_account_id: credentials.sending_account_id },
      MAIL,
      yes,
    );

    expect([before.taken.length, after.taken.length]).toEqual([1, 1]);
    await eventually(() => expect([before.open, after.open]).toEqual([0, 1]));
  });

  it('are closed for the least recently used account, when there are more than may be kept', async () => {
    const servers = [await bench.server({}), await bench.server({}), await bench.server({})];
    const smtpSender = bench.sender(1);
    const [one, two, three] = servers.map(({ port }) => credentialsFor(port));
    if (!one || !two || !three) throw new Error('three accounts');
    for (const account of [one, two, one, three]) await smtpSender.deliver(account, MAIL, yes);

    await eventually(() => expect(servers.map(({ open }) => open)).toEqual([1, 0, 1]));
    await smtpSender.deliver(one, MAIL, yes);
    expect(servers.map(({ connections }) => connections)).toEqual([1, 1, 1]);
  });

  it('finish what they deliver, when another account takes their place', async () => {
    const [slow, ...others] = [await bench.server({}), await bench.server({}), await bench.server({})];
    const smtpSender = bench.sender(1);
    const delivery = await smtpSender.deliver(credentialsFor(slow?.port ?? 0), MAIL, async () => {
      for (const { port } of others) await smtpSender.deliver(credentialsFor(port), MAIL, yes);
      return true;
    });

    expect(delivery).toEqual({ end: 'accepted' });
  });

  it('make an account busy that has more to do than it can', async () => {
    const server = await bench.server({ dot: 'silence' });
    const smtpSender = bench.sender(1);
    const credentials = credentialsFor(server.port);
    const deliveries = Array.from({ length: 8 }, () => smtpSender.deliver(credentials, MAIL, yes));

    expect(smtpSender.busy()).toEqual([credentials.sending_account_id]);
    await server.close();
    await Promise.all(deliveries);
    expect(smtpSender.busy()).toEqual([]);
  });
});
