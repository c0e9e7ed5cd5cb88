import { simpleParser, type ParsedMail } from 'mailparser';
import { createTransport, type SendMailOptions } from 'nodemailer';
import type { Log } from '../process/log.js';
import { complaintAbout, outOfOfficeTo, replyTo } from './answers.js';
import type { JsonLines } from './json-lines.js';
import { isBelow, ownLinksIn } from './links.js';
import type { MessageLog, StoredMessage } from './message-log.js';
import { reactionsOf, replyTextOf, type Reaction, type ReactionKind } from './reactions.js';

/** Longer than the time after the composing in which a hit counts as one of a machine. */
const DELAY_MS = { min: 6_000, max: 8_000 };
const CONCURRENCY = 8;
const FETCH_TIMEOUT_MS = 10_000;

const USER_AGENT =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36';

export interface SimulatedRecipientsOptions {
  /** The base URL of the pixels, links and unsubscribe addresses that recipients fetch. */
  readonly publicUrl: string;
  /** The SMTP port of this machine at which the sender receives answers. */
  readonly answerPort: number;
}

interface Parts {
  readonly messages: MessageLog;
  readonly reactions: JsonLines<Reaction>;
  readonly log: Log;
}

/**
 * Opens messages and answers them as people would: a share of the recipients, always the same ones, after some seconds.
 * A reaction is written down when it has happened; a start does again what a kill cut off, and the same answer has the
 * same `Message-ID`. Failures are logged.
 */
export class SimulatedRecipients {
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly queue: StoredMessage[] = [];
  private readonly running = new Set<Promise<void>>();
  private readonly ending = new AbortController();
  private readonly done: Set<string>;
  private readonly transport;

  constructor(
    private readonly options: SimulatedRecipientsOptions,
    private readonly parts: Parts,
  ) {
    this.done = new Set(parts.reactions.entries.map(({ kind, message_id }) => `${kind} ${message_id}`));
    this.transport = createTransport({
      host: '127.0.0.1',
      port: options.answerPort,
      ignoreTLS: true,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    for (const message of parts.messages.messages) this.receive(message);
  }

  receive(message: StoredMessage): void {
    if (reactionsOf(message.to, { followUp: true }).length === 0) return;
    const delayMs = DELAY_MS.min + Math.random() * (DELAY_MS.max - DELAY_MS.min);
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.queue.push(message);
      this.work();
    }, delayMs);
    this.timers.add(timer);
  }

  /** Messages that somebody has still to look at. */
  get pending(): number {
    return this.timers.size + this.queue.length + this.running.size;
  }

  async stop(): Promise<void> {
    for (const timer of this.timers) clearTimeout(timer);
    this.queue.length = 0;
    this.ending.abort();
    this.transport.close();
    await Promise.all(this.running);
  }

  private work(): void {
    while (this.running.size < CONCURRENCY) {
      const message = this.queue.shift();
      if (message === undefined) return;
      const reading = this.react(message).finally(() => {
        this.running.delete(reading);
        this.work();
      });
      this.running.add(reading);
    }
  }

  private async react(message: StoredMessage): Promise<void> {
    try {
      const raw = await this.parts.messages.read(message);
      const mail = await simpleParser(raw);
      for (const kind of reactionsOf(message.to, { followUp: mail.inReplyTo !== undefined })) {
        if (this.done.has(`${kind} ${message.message_id}`)) continue;
        if (await this.perform(kind, { message, mail, raw })) await this.note(kind, message);
      }
    } catch (error) {
      if (this.ending.signal.aborted) return; // cut off by stop()
      this.parts.log(
        `mailbox: ${message.to} could not open or answer message ${message.id}: ${String(error)}`,
      );
    }
  }

  /** False where the message gives no opportunity for it. */
  private async perform(
    kind: ReactionKind,
    { message, mail, raw }: { message: StoredMessage; mail: ParsedMail; raw: Buffer },
  ): Promise<boolean> {
    const { publicUrl } = this.options;
    const links = ownLinksIn(typeof mail.html === 'string' ? mail.html : '', publicUrl);
    switch (kind) {
      case 'opened':
        return this.fetch(links.pixel);
      case 'clicked':
        return this.fetch(links.link);
      case 'unsubscribed':
        return this.fetch(unsubscribeAddress(mail, publicUrl), 'List-Unsubscribe=One-Click');
      case 'replied':
        return this.send(replyTo(message, mail));
      case 'out_of_office':
        return this.send(outOfOfficeTo(message, mail, new Date()));
      case 'complained':
        return this.send(complaintAbout(message, raw));
    }
  }

  private async note(kind: ReactionKind, { to, message_id }: StoredMessage): Promise<void> {
    const text = kind === 'replied' ? { text: replyTextOf(to) } : {};
    this.done.add(`${kind} ${message_id}`);
    await this.parts.reactions.append([{ kind, by: to, message_id, ...text, at: new Date().toISOString() }]);
  }

  /** With a body it posts, as a mail client with a button for unsubscribing does. */
  private async fetch(address: string | undefined, body?: string): Promise<boolean> {
    if (address === undefined) return false;
    const response = await fetch(address, {
      ...(body !== undefined && { method: 'POST', body }),
      headers: {
        'user-agent': USER_AGENT,
        ...(body !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      redirect: 'manual', // a redirect could lead anywhere in the local network
      signal: AbortSignal.any([this.ending.signal, AbortSignal.timeout(FETCH_TIMEOUT_MS)]),
    });
    await response.arrayBuffer(); // an unread body keeps the connection busy
    if (response.status >= 400) throw new Error(`${new URL(address).pathname} answered ${response.status}`);
    return true;
  }

  private async send(mail: SendMailOptions): Promise<boolean> {
    await this.transport.sendMail(mail);
    return true;
  }
}

/** The https or http address of the header `List-Unsubscribe`, if it is the sender's own. */
function unsubscribeAddress(mail: ParsedMail, publicUrl: string): string | undefined {
  const header = mail.headerLines.find(({ key }) => key === 'list-unsubscribe')?.line ?? '';
  const addresses = [...header.replaceAll(/\s/g, '').matchAll(/<([^<>]+)>/g)].map(
    ([, address]) => address ?? '',
  );
  return addresses.find((address) => isBelow(address, publicUrl, 'u'));
}
