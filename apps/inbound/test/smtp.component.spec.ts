import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTransport } from 'nodemailer';
import {
  BounceReported,
  EmailReplied,
  EmailUnsubscribed,
  FindSentMessages,
  ListReplies,
  type SentMessage,
} from '#contracts';
import { unavailable } from '#kernel';
import { eventually, useServers } from '#testing';
import { SmtpListener } from '../src/smtp/transport/smtp-listener.js';
import { answerAsDispatcher, environmentOf, InboundHarness } from './inbound-harness.js';
import { answerTo, deliveryReport, rawMail, sentMessage, tokenOf } from './received-mail-fixtures.js';

const DOMAIN = 'replies.example';
const LIMIT = 25 * 1024 * 1024;

const servers = useServers();
let inbound: InboundHarness;
let port: number;
beforeAll(async () => {
  const environment = environmentOf({ INBOUND_DOMAIN: DOMAIN, INBOUND_SMTP_PORT: '0' });
  inbound = await InboundHarness.start(servers, environment);
  port = inbound.service.app.get(SmtpListener, { strict: false }).port;
});
afterAll(() => inbound.stop());

function sent(changes: Partial<SentMessage> = {}): SentMessage {
  const message = sentMessage(changes);
  inbound.sent.push(message);
  return message;
}

const addressOf = (letter: string, { send_id }: SentMessage): string =>
  `${letter}-${tokenOf(send_id)}@${DOMAIN}`;

/** Delivers as a mail server does; rejects with `responseCode`. */
async function deliver(to: string | string[], raw: Buffer, from = ''): Promise<string> {
  const transport = createTransport({ host: '127.0.0.1', port, secure: false, ignoreTLS: true });
  try {
    return (await transport.sendMail({ envelope: { from, to }, raw })).response;
  } finally {
    transport.close();
  }
}

const repliesTo = async ({ workspace_id, send_id }: SentMessage) => {
  const { results } = await inbound.rpc.request(ListReplies, { workspace_id, page_size: 50 });
  return results.filter((reply) => reply.send_id === send_id);
};

describe('a mail that comes by SMTP', () => {
  it('is a reply to the message of its address, stored when the sender is told so', async () => {
    const message = sent();

    expect(await deliver(addressOf('r', message), rawMail(), 'person@receiver.example')).toMatch(/^250/);

    expect(await repliesTo(message)).toMatchObject([{ from: 'person@receiver.example' }]);
    expect(await inbound.published(EmailReplied, message)).toHaveLength(1);
  });

  it('counts once when its sender delivers it again', async () => {
    const message = sent();
    const raw = rawMail();

    await deliver(addressOf('r', message), raw);
    await deliver(addressOf('r', message).toUpperCase(), raw);

    expect(await repliesTo(message)).toHaveLength(1);
  });

  it('to an unsubscribe address unsubscribes, whatever its text says', async () => {
    const message = sent();

    await deliver(addressOf('u', message), rawMail({ subject: 'Hello', text: 'Good morning' }));

    expect(await inbound.published(EmailUnsubscribed, message)).toMatchObject([
      { data: { method: 'email' } },
    ]);
    expect(await repliesTo(message)).toMatchObject([{ intent: 'unsubscribe', confidence: 1 }]);
  });

  it('to an unsubscribe address unsubscribes also when it cannot be read', async () => {
    const message = sent();
    const nested = 'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n'.repeat(2_000);

    await deliver(addressOf('u', message), Buffer.from(`Subject: x\r\n${nested}`));

    expect(await inbound.published(EmailUnsubscribed, message)).toHaveLength(1);
  });

  it('answers no message of another workspace than that of its address', async () => {
    const [own, foreign] = [sent(), sent()];

    await deliver(addressOf('r', own), answerTo(foreign));

    expect(await repliesTo(foreign)).toEqual([]);
    expect(await repliesTo(own)).toHaveLength(1);
  });

  it('is for each of its recipients', async () => {
    const [one, two] = [sent(), sent()];

    await deliver([addressOf('r', one), addressOf('r', two)], rawMail());

    expect(await repliesTo(one)).toHaveLength(1);
    expect(await repliesTo(two)).toHaveLength(1);
  });
});

describe('a recipient', () => {
  it.each([
    () => 'postmaster@replies.example',
    () => 'person@elsewhere.example',
    (message: SentMessage) => addressOf('r', message).replace(DOMAIN, 'elsewhere.example'),
    (message: SentMessage) => addressOf('x', message),
    (message: SentMessage) => addressOf('r', message).replace(/.@/, '!@'),
  ])('that is not ours is refused before the content comes (%#)', async (foreign) => {
    const client = await SmtpClient.greeted(port);
    await client.says('MAIL FROM:<>');

    expect(await client.says(`RCPT TO:<${foreign(sent())}>`)).toMatch(/^550 5\.1\.1 /);
    expect(await client.says('DATA')).toMatch(/^503 /);
    client.end();
  });
});

describe('a mail of more than 25 MB', () => {
  it('is refused by its announced size', async () => {
    const client = await SmtpClient.greeted(port);

    expect(await client.says('EHLO mx.receiver.example')).toContain(`SIZE ${LIMIT}`);
    expect(await client.says(`MAIL FROM:<> SIZE=${LIMIT + 1}`)).toMatch(/^552 /);
    client.end();
  });

  it('is refused after its content, which nobody keeps, and the next mail of the connection is taken', async () => {
    const message = sent();
    const client = await SmtpClient.greeted(port);
    const before = process.memoryUsage().arrayBuffers;
    await client.says('MAIL FROM:<>');
    await client.says(`RCPT TO:<${addressOf('r', message)}>`);
    await client.says('DATA');
    await client.sends(Buffer.alloc(60 * 1024 * 1024, 'x\r\n'));

    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(120 * 1024 * 1024);
    expect(await client.says('\r\n.')).toMatch(/^552 /);
    await client.says('MAIL FROM:<>');
    await client.says(`RCPT TO:<${addressOf('r', message)}>`);
    await client.says('DATA');
    expect(await client.says(`${rawMail().toString()}\r\n.`)).toMatch(/^250 /);
    client.end();
    expect(await repliesTo(message)).toHaveLength(1);
  });
});

it('a mail whose messages cannot be asked for has to come again, and counts then', async () => {
  const message = sent();
  const raw = rawMail();
  await inbound.stubs.answer(FindSentMessages, () => {
    throw unavailable('away');
  });

  await expect(deliver(addressOf('r', message), raw)).rejects.toMatchObject({ responseCode: 451 });

  await answerAsDispatcher(inbound.stubs, inbound.sent);
  await deliver(addressOf('r', message), raw);
  expect(await repliesTo(message)).toHaveLength(1);
});

it('an address has twenty connections at most, and the next ones when these have ended', async () => {
  const clients = await Promise.all(Array.from({ length: 20 }, () => SmtpClient.greeted(port)));

  await expect(SmtpClient.greeted(port)).rejects.toThrow(/^421 /);

  for (const client of clients) client.end();
  const next = await eventually(() => SmtpClient.greeted(port));
  next.end();
});

it('a delivery report to the return path names the message, also where it says nothing of it', async () => {
  const message = sent({ email: `${randomUUID()}@receiver.example` });

  await deliver(addressOf('b', message), deliveryReport());

  expect(await inbound.published(BounceReported, message)).toHaveLength(1);
});

/** A client that says each command by hand. */
class SmtpClient {
  private constructor(private readonly socket: Socket) {}

  static async greeted(atPort: number): Promise<SmtpClient> {
    const client = new SmtpClient(connect(atPort, '127.0.0.1'));
    const greeting = await client.answer();
    if (!greeting.startsWith('220')) throw new Error(greeting);
    await client.says('HELO mx.receiver.example');
    return client;
  }

  says(command: string): Promise<string> {
    this.socket.write(`${command}\r\n`);
    return this.answer();
  }

  sends(bytes: Buffer): Promise<void> {
    return new Promise((resolve) => this.socket.write(bytes, () => resolve()));
  }

  end(): void {
    this.socket.destroy();
  }

  /** The last line of an answer has a space after its code. */
  private answer(): Promise<string> {
    return new Promise((resolve, reject) => {
      let text = '';
      const read = (chunk: Buffer): void => {
        text += chunk.toString();
        if (!/^\d{3} .*\r\n$/m.test(text)) return;
        this.socket.off('data', read);
        resolve(text);
      };
      this.socket.on('data', read);
      this.socket.once('error', reject);
    });
  }
}
