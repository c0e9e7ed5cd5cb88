import type { StoredMsg } from '@nats-io/jetstream';
import { replayDeadLetter, SERVICES, type ServiceName } from '#contracts';
import type { Operator } from './operator.js';

const STREAM = 'DEAD_LETTER';

/** A dead letter without its content. */
export interface DeadLetterSummary {
  /** Its number in the stream, which names it. */
  readonly id: number;
  readonly stored_at: string;
  readonly service: string;
  readonly consumer: string;
  /** The subject of the original. */
  readonly subject: string;
  readonly deliveries: number;
  readonly reason: string;
  readonly bytes: number;
}

export interface DeadLetterContent extends DeadLetterSummary {
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string;
}

/** The dead letters from `after` on, oldest first, of one consumer or of all. */
export async function* deadLetters(
  { nats }: Operator,
  { consumer = '*', after = 0 }: { readonly consumer?: string | undefined; readonly after?: number },
): AsyncGenerator<DeadLetterContent> {
  for (let next = after + 1; ; next += 1) {
    // The client sends the field, and its type does not know it (@nats-io/jetstream 3.4).
    const nextOfConsumer = { seq: next, next_by_subj: `dlq.*.${consumer}` };
    const found = await nats.manager.streams.getMessage(STREAM, nextOfConsumer);
    if (found === null) return;
    next = found.seq;
    yield contentOf(found);
  }
}

/** Throws where there is none of this number. */
export async function deadLetter({ nats }: Operator, id: number): Promise<DeadLetterContent> {
  const found = await nats.manager.streams.getMessage(STREAM, { seq: id });
  if (found === null) throw new Error(`there is no dead letter ${id}`);
  return contentOf(found);
}

/**
 * Asks the service to handle the message again, and deletes the dead letter when that went well. A crash in between leaves
 * the dead letter: the next replay has no second effect.
 */
export async function replay(operator: Operator, letter: DeadLetterContent): Promise<void> {
  const { consumer, subject, headers, payload, stored_at } = letter;
  const contract = replayDeadLetter(serviceNamed(letter.service));
  await operator.rpc.request(contract, { consumer, subject, headers: { ...headers }, payload, stored_at });
  await drop(operator, letter.id);
}

/** Deletes a dead letter. */
export async function drop({ nats }: Operator, id: number): Promise<void> {
  await nats.manager.streams.deleteMessage(STREAM, id, false);
}

function contentOf(stored: StoredMsg): DeadLetterContent {
  const [, service = '', consumer = ''] = stored.subject.split('.');
  const head = (name: string): string => stored.header.get(name);
  const names = stored.header
    .keys()
    .filter((name) => !/^(nats|nimbus-(original|deliveries|reason))/i.test(name));
  return {
    id: stored.seq,
    stored_at: stored.time.toISOString(),
    service,
    consumer,
    subject: head('Nimbus-Original-Subject'),
    deliveries: Number(head('Nimbus-Deliveries')),
    reason: head('Nimbus-Reason'),
    bytes: stored.data.length,
    headers: Object.fromEntries(names.map((name) => [name, head(name)])),
    payload: stored.string(),
  };
}

function serviceNamed(name: string): ServiceName {
  const service = SERVICES.find((each) => each === name);
  if (service === undefined) throw new Error(`the dead letter is of ${name}, which is no service`);
  return service;
}
