import { createHash } from 'node:crypto';
import { simpleParser } from 'mailparser';
import { z } from 'zod';
import { HtmlParser } from '#composing';
import type { Log } from '../process/log.js';
import type { JsonLines } from './json-lines.js';
import type { MessageLog, StoredMessage } from './message-log.js';

export const Reply = z.object({
  from: z.string(),
  to: z.string(),
  subject: z.string(),
  in_reply_to: z.string(),
  text: z.string(),
  at: z.string(),
});
export type Reply = z.infer<typeof Reply>;

const OPENING_SHARE = 0.45;
const REPLYING_SHARE = 0.08;

const DELAY_MS = { min: 200, max: 1_500 };
const CONCURRENCY = 8;
const FETCH_TIMEOUT_MS = 10_000;

const USER_AGENT =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36';

const REPLY_TEXTS = [
  'Thanks for reaching out. Could you send me some more details?',
  'This comes at the right time. Do you have half an hour next week?',
  'I am not the right person for this; please ask our head of sales.',
  'Not interested at the moment, thank you.',
] as const;

interface SimulatedRecipientsOptions {
  readonly messages: MessageLog;
  readonly replies: JsonLines<Reply>;
  readonly log: Log;
  /** The base URL of the pixels that recipients load. */
  readonly publicUrl: string;
}

/**
 * Opens messages and replies to them as people would: a share of the recipients, always the same ones, opens each message
 * after a short while, and some of those reply. This happens after the SMTP transaction; failures are logged.
 */
export class SimulatedRecipients {
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly queue: StoredMessage[] = [];
  private readonly running = new Set<Promise<void>>();
  private readonly ending = new AbortController();

  constructor(private readonly options: SimulatedRecipientsOptions) {}

  receive(message: StoredMessage): void {
    if (randomOf(message.to) >= OPENING_SHARE) return;
    const delayMs = DELAY_MS.min + Math.random() * (DELAY_MS.max - DELAY_MS.min);
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.queue.push(message);
      this.work();
    }, delayMs);
    this.timers.add(timer);
  }

  async stop(): Promise<void> {
    for (const timer of this.timers) clearTimeout(timer);
    this.queue.length = 0;
    this.ending.abort();
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
      await this.open(message);
      if (randomOf(message.to) < REPLYING_SHARE) await this.options.replies.append([replyTo(message)]);
    } catch (error) {
      if (this.ending.signal.aborted) return; // cut off by stop()
      this.options.log(
        `mailbox: ${message.to} could not open or answer message ${message.id}: ${String(error)}`,
      );
    }
  }

  private async open(message: StoredMessage): Promise<void> {
    const { messages, publicUrl } = this.options;
    const { html } = await simpleParser(await messages.read(message), { skipHtmlToText: true });
    const pixel = html ? findOpenPixel(html, publicUrl) : undefined;
    if (pixel === undefined) return;

    const response = await fetch(pixel, {
      headers: { 'user-agent': USER_AGENT },
      redirect: 'error', // a redirect could lead anywhere in the local network
      signal: AbortSignal.any([this.ending.signal, AbortSignal.timeout(FETCH_TIMEOUT_MS)]),
    });
    await response.arrayBuffer(); // an unread body keeps the connection busy
    if (!response.ok) throw new Error(`the pixel answered ${response.status}`);
  }
}

/** From 0 to 1, always the same for an address: repeated runs of a demo show the same figures. */
const randomOf = (address: string): number =>
  createHash('sha256').update(address.toLowerCase()).digest().readUInt32BE() / 2 ** 32;

function replyTo({ from, to, subject, message_id }: StoredMessage): Reply {
  const text =
    REPLY_TEXTS[Math.floor((randomOf(to) / REPLYING_SHARE) * REPLY_TEXTS.length)] ?? REPLY_TEXTS[0];
  const at = new Date().toISOString();
  return { from: to, to: from, subject: `Re: ${subject}`, in_reply_to: message_id, text, at };
}

/** The address of the first image below `<publicUrl>/t/`, which reports an open to the sender; undefined without one. */
export function findOpenPixel(html: string, publicUrl: string): string | undefined {
  const pixels = new URL(`${publicUrl.replace(/\/+$/, '')}/t/`).href;
  let found: string | undefined;
  const parser = new HtmlParser({
    onopentag: (name, { src = '' }) => {
      // The parsed address, because /t/../ leads elsewhere.
      if (name === 'img' && URL.canParse(src) && new URL(src).href.startsWith(pixels)) found ??= src;
    },
  });
  parser.end(html);

  return found;
}
