import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Database, MessagePublisher, Outbox, violatedConstraint, type OutboxMessage } from '#database';
import { uuidOf, type Id } from '#kernel';

/** The time that the response waits for NATS. */
const PUBLISH_TIMEOUT_MS = 1_000;

/**
 * Publishes to JetStream directly: a hit changes no state of the gateway, and a query for each would make the database the
 * limit. Messages that NATS does not store in time go to the outbox with the same id: should both arrive, the stream keeps
 * one.
 */
@Injectable()
export class SignalPublisher {
  constructor(
    private readonly publisher: MessagePublisher,
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Resolves once the message of one event is durable.
   *
   * @throws DomainError `unavailable` when neither NATS nor the database takes it
   */
  async keep(messages: readonly OutboxMessage[], id: Id<'evt'>): Promise<void> {
    const same = messages.map((message) => ({ ...message, id: uuidOf(id) }));
    if (await this.published(same)) return;
    try {
      await this.database.transaction((tx) => this.outbox.add(tx, same));
    } catch (error) {
      // Another gateway has put the same fact there.
      if (violatedConstraint(error) !== OUTBOX_KEY) throw error;
    }
  }

  /** Whether NATS has stored all of them within a second. */
  async published(messages: readonly OutboxMessage[]): Promise<boolean> {
    const timeout = new AbortController();
    const answers = await Promise.race([
      this.publisher.publish(messages),
      pause(PUBLISH_TIMEOUT_MS, [false], { signal: timeout.signal }),
    ]);
    timeout.abort();
    return answers.every(Boolean);
  }
}

const OUTBOX_KEY = 'outbox_id_key';
