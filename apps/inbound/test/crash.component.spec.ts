import type { ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createTransport, type Transporter } from 'nodemailer';
import { BounceReported, EmailReplied, EmailUnsubscribed } from '#contracts';
import { migrateService } from '#database';
import { freePort } from '#embedded';
import { ended, eventually, outboxEvents, spawnService, urlOfUser, useServers } from '#testing';
import { migrations } from '../src/persistence/migrations/index.js';
import { SmtpListener } from '../src/smtp/transport/smtp-listener.js';
import { environmentOf, InboundHarness } from './inbound-harness.js';
import { deliveryReport, rawMail, sentMessage, tokenOf } from './received-mail-fixtures.js';

const DOMAIN = 'replies.example';
const MAILS = 120;
/** Mails that the killed process has taken for certain. */
const TAKEN = 30;

const servers = useServers();
const environment = environmentOf({ INBOUND_DOMAIN: DOMAIN, INBOUND_SMTP_PORT: '0' });
const messages = Array.from({ length: MAILS }, () => sentMessage());
let inbound: InboundHarness;
let victim: ChildProcess;
let victimPort: number;

beforeAll(async () => {
  await migrateService({ service: 'inbound', url: servers.databaseUrl, migrations });
  inbound = await InboundHarness.start(servers, environment);
  inbound.sent.push(...messages);
  victimPort = await freePort();
  victim = spawnService('inbound', {
    ...environment,
    DATABASE_URL: servers.databaseUrl,
    NATS_URL: urlOfUser(servers.natsUrl, 'inbound'),
    INBOUND_SMTP_PORT: String(victimPort),
  });
  await eventually(() => serverAt(victimPort).verify());
});
afterAll(async () => {
  victim.kill('SIGKILL');
  await ended(victim);
  await inbound.stop();
});

it('mails that are received while the process is killed count once after their senders tried again, and none is lost', async () => {
  const mails = messages.map((message, index) => {
    const [letter, raw] = kindOf(index);
    return { envelope: { from: '', to: `${letter}-${tokenOf(message.send_id)}@${DOMAIN}` }, raw };
  });
  const first = serverAt(victimPort);
  let taken = 0;
  const deliveries = mails.map(async (mail) => {
    await first.sendMail(mail);
    taken += 1;
    if (taken === TAKEN) victim.kill('SIGKILL');
  });
  const results = await Promise.allSettled(deliveries);
  first.close();
  expect(taken).toBeGreaterThanOrEqual(TAKEN);
  expect(results.some(({ status }) => status === 'rejected')).toBe(true);

  const second = serverAt(inbound.service.app.get(SmtpListener, { strict: false }).port);
  await Promise.all(mails.map((mail) => second.sendMail(mail))); // also those whose 250 a sender may not have heard
  second.close();

  const sends = messages.map(({ send_id }) => send_id);
  const ofKind = (letter: string) => sends.filter((_, index) => kindOf(index)[0] === letter).toSorted();
  expect(await publishedSends(EmailReplied)).toEqual([...ofKind('r'), ...ofKind('u')].toSorted());
  expect(await publishedSends(EmailUnsubscribed)).toEqual(ofKind('u'));
  expect(await publishedSends(BounceReported)).toEqual(ofKind('b'));
});

function kindOf(index: number): [letter: string, raw: Buffer] {
  if (index % 3 === 0) return ['r', rawMail()];
  return index % 3 === 1 ? ['u', rawMail()] : ['b', deliveryReport()];
}

async function publishedSends(
  contract: typeof EmailReplied | typeof EmailUnsubscribed | typeof BounceReported,
): Promise<string[]> {
  const events = await outboxEvents(inbound.database, contract);
  return events.map(({ data }) => data.send_id).toSorted();
}

const serverAt = (port: number): Transporter =>
  createTransport({ host: '127.0.0.1', port, secure: false, ignoreTLS: true, pool: true, maxConnections: 8 });
