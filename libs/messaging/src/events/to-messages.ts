import { randomUUID } from 'node:crypto';
import { CLOUD_EVENT_BATCH, type EventContract, type EventOf } from '#contracts';
import { correlationHeaders } from '../correlation.js';

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
const COMMA_BYTES = 1;
const BRACKETS_BYTES = 2;

/** Packs events of one contract, in their order, into as few messages as the limits allow: 250 events, 512 KB. */
export function toMessages<C extends EventContract>(
  contract: C,
  events: readonly EventOf<C>[],
): EventMessage[] {
  const headers = { 'content-type': CLOUD_EVENT_BATCH, ...correlationHeaders() };
  return batchesOf(events.map((event) => JSON.stringify(event))).map((batch) => ({
    id: randomUUID(),
    subject: contract.subject,
    payload: `[${batch.join(',')}]`,
    headers,
  }));
}

function batchesOf(events: readonly string[]): string[][] {
  const batches: string[][] = [];
  let batch: string[] = [];
  let bytes = BRACKETS_BYTES;
  for (const event of events) {
    const size = Buffer.byteLength(event) + COMMA_BYTES;
    if (size + BRACKETS_BYTES > MAX_BYTES) throw new Error(`an event of ${size} bytes fits into no message`);
    if (batch.length === MAX_EVENTS || bytes + size > MAX_BYTES) {
      batches.push(batch);
      batch = [];
      bytes = BRACKETS_BYTES;
    }
    batch.push(event);
    bytes += size;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
