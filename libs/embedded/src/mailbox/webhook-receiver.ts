import type { IncomingMessage } from 'node:http';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { z } from 'zod';
import type { JsonLines } from './json-lines.js';

/** Above every event. */
const MAX_BYTES = 1_000_000;

const Delivered = z.object({
  id: z.string(),
  type: z.string(),
  created_at: z.string(),
  data: z.record(z.string(), z.unknown()),
});

/** An event that a webhook brought. */
export const ReceivedEvent = Delivered.extend({ received_at: z.string() });
export type ReceivedEvent = z.infer<typeof ReceivedEvent>;

/** The receiver of one webhook: it takes events that are signed with the secret, and keeps each of them once. */
export class WebhookReceiver {
  private webhook: Webhook | undefined;
  /** By id: deliveries come at least once. */
  private readonly kept: Map<string, Promise<void>>;

  constructor(private readonly events: JsonLines<ReceivedEvent>) {
    this.kept = new Map(events.entries.map(({ id }) => [id, Promise.resolve()]));
  }

  get received(): readonly ReceivedEvent[] {
    return this.events.entries;
  }

  /** How many events of each type came. */
  counts(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { type } of this.received) counts[type] = (counts[type] ?? 0) + 1;
    return counts;
  }

  /** Nothing is taken before: the sender tries again. */
  verifyWith(secret: string): void {
    this.webhook = new Webhook(secret);
  }

  /** The status of the answer. A kill after the answer does not lose the event. */
  async receive(request: IncomingMessage): Promise<number> {
    if (this.webhook === undefined) return 503;
    const body = await bodyOf(request);
    if (body === undefined) return 413;
    const event = verified(this.webhook, body, request);
    if (event === undefined) return 401;
    await this.keep(event);
    return 204;
  }

  private keep(event: z.infer<typeof Delivered>): Promise<void> {
    const known = this.kept.get(event.id);
    if (known !== undefined) return known;
    const keeping = this.events
      .append([{ ...event, received_at: new Date().toISOString() }])
      .catch((error: unknown) => {
        this.kept.delete(event.id); // the next delivery may succeed
        throw error;
      });
    this.kept.set(event.id, keeping);
    return keeping;
  }
}

/** Undefined when it is too large: the connection is closed then. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** Undefined when the secret did not sign it, or not in the last five minutes. */
function verified(webhook: Webhook, body: string, { headers }: IncomingMessage) {
  const signed = Object.fromEntries(
    ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => [
      name,
      String(headers[name] ?? ''),
    ]),
  );
  try {
    return Delivered.parse(webhook.verify(body, signed));
  } catch (error) {
    if (error instanceof WebhookVerificationError) return undefined;
    throw error;
  }
}
