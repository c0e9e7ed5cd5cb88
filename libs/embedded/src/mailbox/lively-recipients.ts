import { createHash } from 'node:crypto';

import { simpleParser } from 'mailparser';
import { z } from 'zod';

import type { Log } from '../process/log.js';
import type { JsonLines } from './json-lines.js';
import type { MessageLog, StoredMessage } from './message-log.js';
import { findOpenPixel } from './open-pixel.js';

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

const AFTER_MS = { least: 200, most: 1_500 };
const AT_ONCE = 8;
const FETCH_WITHIN_MS = 10_000;

const USER_AGENT =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36';

const ANSWERS = [
  'Thanks for reaching out. Could you send me some more details?',
  'This comes at the right time. Do you have half an hour next week?',
  'I am not the right person for this; please ask our head of sales.',
  'Not interested at the moment, thank you.',
] as const;

/**
 * Lets some recipients behave as people do: a share of them, always the same ones, opens what they get after a short
 * while, and some of those answer. All of it happens after the SMTP dialogue; what fails is logged.
 */
export class LivelyRecipients {
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly queue: StoredMessage[] = [];
  private readonly running = new Set<Promise<void>>();
  private readonly ending = new AbortController();

  constructor(
    private readonly messages: MessageLog,
    private readonly replies: JsonLines<Reply>,
    private readonly log: Log,
  ) {}

  arrived(message: StoredMessage): void {
    if (temperOf(message.to) >= OPENING_SHARE) return;
    const afterMs = AFTER_MS.least + Math.random() * (AFTER_MS.most - AFTER_MS.least);
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.queue.push(message);
      this.goOn();
    }, afterMs);
    this.timers.add(timer);
  }

  async stop(): Promise<void> {
    for (const timer of this.timers) clearTimeout(timer);
    this.queue.length = 0;
    this.ending.abort();
    await Promise.all(this.running);
  }

  private goOn(): void {
    while (this.running.size < AT_ONCE) {
      const message = this.queue.shift();
      if (message === undefined) return;
      const reading = this.readMail(message).finally(() => {
        this.running.delete(reading);
        this.goOn();
      });
      this.running.add(reading);
    }
  }

  private async readMail(message: StoredMessage): Promise<void> {
    try {
      await this.open(message);
      if (temperOf(message.to) < REPLYING_SHARE) await this.replies.append([answerTo(message)]);
    } catch (error) {
      if (this.ending.signal.aborted) return; // cut off by stop()
      this.log(`mailbox: ${message.to} could not react to message ${message.id}: ${String(error)}`);
    }
  }

  private async open(message: StoredMessage): Promise<void> {
    const { html } = await simpleParser(await this.messages.read(message));
    const pixel = html ? findOpenPixel(html) : undefined;
    if (pixel === undefined) return;

    const response = await fetch(pixel, {
      headers: { 'user-agent': USER_AGENT },
      signal: AbortSignal.any([this.ending.signal, AbortSignal.timeout(FETCH_WITHIN_MS)]),
    });
    await response.arrayBuffer(); // else the connection is kept busy
    if (!response.ok) throw new Error(`the pixel answered ${response.status}`);
  }
}

/** From 0 to 1, the same for an address each time: repeated runs of a demo show the same figures. */
const temperOf = (address: string): number =>
  createHash('sha256').update(address.toLowerCase()).digest().readUInt32BE() / 2 ** 32;

function answerTo({ from, to, subject, message_id }: StoredMessage): Reply {
  const text = ANSWERS[Math.floor((temperOf(to) / REPLYING_SHARE) * ANSWERS.length)] ?? ANSWERS[0];
  const at = new Date().toISOString();
  return { from: to, to: from, subject: `Re: ${subject}`, in_reply_to: message_id, text, at };
}
