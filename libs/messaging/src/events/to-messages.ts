import { randomUUID } from 'node:crypto';
import { CLOUD_EVENT_BATCH, type EventContract, type EventOf } from '#contracts';
import { correlationHeaders } from '../correlation.js';
import { batchesOf } from '../message-size.js';

/** One message for the outbox and for JetStream. Its `id` is the message id by which the server drops duplicates. */
export interface EventMessage {
  /** A uuid. */
  readonly id: string;
  readonly subject: string;
  /** A JSON array of CloudEvents. */
  readonly payload: string;
  readonly headers: Record<string, string>;
}

const MAX_EVENTS = 250;
/** Half of the server's default `max_payload`, so that headers and a dead letter's additions always fit. */
const MAX_BYTES = 512 * 1_024;

function bytesOf(text: string): number {
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_BYTES) throw new Error(`an event of ${bytes} bytes fits into no message`);
  return bytes;
}

/** Packs events of one contract, in their order, into as few messages as the limits allow: 250 events, 512 KB. */
export function toMessages<C extends EventContract>(
  contract: C,
  events: readonly EventOf<C>[],
): EventMessage[] {
  const headers = { 'content-type': CLOUD_EVENT_BATCH, ...correlationHeaders() };
  const texts = events.map((event) => JSON.stringify(event));
  return batchesOf(texts, { maxBytes: MAX_BYTES, maxItems: MAX_EVENTS, bytesOf }).map((batch) => ({
    id: randomUUID(),
    subject: contract.subject,
    payload: `[${batch.join(',')}]`,
    headers,
  }));
}
