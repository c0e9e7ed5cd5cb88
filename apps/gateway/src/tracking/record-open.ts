import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { EmailOpened } from '#contracts';
import { Database, MessagePublisher, Outbox, type OutboxMessage } from '#database';
import { Clock, idOf } from '#kernel';
import { makeEvent, toMessages } from '#messaging';
import type { TrackedMessage } from '#tracking';

/** The time that the response waits for NATS. */
const PUBLISH_TIMEOUT_MS = 1_000;
/** Opens of one message within this time are one. Shorter than the window in which the stream drops equal message ids. */
const ONE_OPEN_MS = 60_000;
/** Some 10 MB. */
const MAX_REMEMBERED = 50_000;

/** Publishes that a message was opened, once a minute for a person and once for machines. */
@Injectable()
export class RecordOpen {
  /** Opens of this gateway; the stream and the inboxes of consumers drop those that several gateways have published. */
  private readonly recorded = new LRUCache<string, true>({ max: MAX_REMEMBERED });

  constructor(
    private readonly publisher: MessagePublisher,
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /**
   * Publishes to JetStream directly: an open changes no other state, and a query for each open would make the database
   * the limit. When NATS does not store it in time, it goes to the outbox with the same message id: should both arrive,
   * the stream keeps one. The id follows from the message and the minute: a pixel that is fetched 300 times would else
   * store 300 events.
   */
  async execute(message: TrackedMessage, { machine }: { readonly machine: boolean }): Promise<void> {
    const { workspace_id: workspaceId, ...fact } = message;
    const now = this.clock.now();
    const id = openIdOf(message, machine, now);
    if (this.recorded.has(id)) return;

    this.recorded.set(id, true);
    const event = makeEvent(EmailOpened, {
      id: idOf('evt', id),
      service: 'gateway',
      workspaceId,
      time: now,
      data: { ...fact, at: now.toISOString(), machine },
    });
    const messages = toMessages(EmailOpened, [event]).map((each) => ({ ...each, id }));
    try {
      await this.keep(messages);
    } catch (error) {
      this.recorded.delete(id);
      throw error;
    }
  }

  private async keep(messages: readonly OutboxMessage[]): Promise<void> {
    if (await this.published(messages)) return;
    await this.database.transaction((tx) => this.outbox.add(tx, messages));
  }

  private async published(messages: readonly OutboxMessage[]): Promise<boolean> {
    const timeout = new AbortController();
    const answers = await Promise.race([
      this.publisher.publish(messages),
      pause(PUBLISH_TIMEOUT_MS, [false], { signal: timeout.signal }),
    ]);
    timeout.abort();
    return answers.every(Boolean);
  }
}

/** A uuid of version 8: its bits are those of a hash. */
function openIdOf({ send_id }: TrackedMessage, machine: boolean, now: Date): string {
  const bucket = Math.floor(now.getTime() / ONE_OPEN_MS);
  const hash = createHash('sha256').update(`open\n${send_id}\n${machine}\n${bucket}`).digest('hex');
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}
