import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { claimFolder, releaseFolder } from '../process/folder-owner.js';
import { onFreePort } from '../process/free-port.js';
import { silent, type Log } from '../process/log.js';
import { JsonLines } from './json-lines.js';
import { MailboxApi } from './mailbox-api.js';
import { MessageLog, type StoredMessage } from './message-log.js';
import { Reaction } from './reactions.js';
import { SimulatedRecipients, type SimulatedRecipientsOptions } from './simulated-recipients.js';
import { MailboxSmtpServer, RefusedRecipient } from './smtp-server.js';
import { ReceivedEvent, WebhookReceiver } from './webhook-receiver.js';

export interface MailboxOptions {
  /** Holds all messages; kept between starts. */
  readonly dir: string;
  /** Defaults: the ports of the last start if they are free, else any free ones. */
  readonly smtpPort?: number;
  readonly httpPort?: number;
  /** Recipients that do not exist: answered with 550 5.1.1. */
  readonly refuse?: (address: string) => boolean;
  /**
   * Passive recipients (default) only receive. About 45 % of simulated ones open, and some of those click, reply, are out
   * of the office, unsubscribe or complain: they fetch nothing outside the named base URL, because anybody may send to the
   * mailbox, and answer by SMTP.
   */
  readonly recipients?: 'passive' | SimulatedRecipientsOptions;
  readonly log?: Log;
}

export interface Mailbox {
  readonly smtpPort: number;
  /** The base of its API: /api/messages, /api/messages/:id, /api/refused, /api/reactions, /api/webhooks. */
  readonly url: string;
  /** From now on it takes the events of the webhook that has this secret, by POST at `/api/webhooks`. */
  receiveWebhooks(secret: string): void;
  /** How many messages it holds, those of earlier runs included. */
  count(): number;
  stop(): Promise<void>;
}

/**
 * Starts a mail server on the loopback interface that stores messages to any address, for demos and tests. Every login is
 * right except with the password `wrong`. Accepted messages survive a kill of this process.
 */
export async function startMailbox(options: MailboxOptions): Promise<Mailbox> {
  const { refuse = () => false, recipients = 'passive', log = silent } = options;
  const dir = resolve(options.dir);
  mkdirSync(dir, { recursive: true });
  claimFolder(dir);
  const messages = await MessageLog.open(dir);
  const refused = await JsonLines.open(join(dir, 'refused.ndjson'), RefusedRecipient);
  const reactions = await JsonLines.open(join(dir, 'reactions.ndjson'), Reaction);

  const events = await JsonLines.open(join(dir, 'webhooks.ndjson'), ReceivedEvent);
  const webhooks = new WebhookReceiver(events);

  const simulated =
    recipients === 'passive' ? undefined : new SimulatedRecipients(recipients, { messages, reactions, log });
  const onMessage = (message: StoredMessage): void => simulated?.receive(message);
  const [smtp, smtpPort] = await listening(join(dir, 'smtp.port'), options.smtpPort, () => {
    return new MailboxSmtpServer({ messages, refused, refuse, onMessage, log });
  });
  const [http, httpPort] = await listening(join(dir, 'http.port'), options.httpPort, () => {
    const pending = (): number => simulated?.pending ?? 0;
    return new MailboxApi({ messages, refused, reactions, pending, webhooks });
  });

  return {
    smtpPort,
    url: `http://127.0.0.1:${httpPort}`,
    count: () => messages.messages.length,
    receiveWebhooks: (secret) => webhooks.verifyWith(secret),
    stop: async () => {
      await Promise.all([smtp.close(), http.close()]);
      await simulated?.stop();
      await Promise.all([messages.close(), refused.close(), reactions.close(), events.close()]);
      releaseFolder(dir);
    },
  };
}

const listening = <T extends { listen(port: number): Promise<void> }>(
  portFile: string,
  wanted: number | undefined,
  create: () => T,
): Promise<[server: T, port: number]> =>
  onFreePort(portFile, wanted, async (port) => {
    const server = create();
    await server.listen(port);
    return [server, port];
  });
