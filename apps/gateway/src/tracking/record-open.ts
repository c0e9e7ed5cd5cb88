import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { EmailOpened } from '#contracts';
import { Database, MessagePublisher, Outbox, type OutboxMessage } from '#database';
import { Clock } from '#kernel';
import { makeEvent, toMessages } from '#messaging';
import type { TrackedMessage } from '#tracking';

/** The time that the response waits for NATS. */
const PUBLISH_TIMEOUT_MS = 1_000;

/** Publishes that a message was opened. */
@Injectable()
export class RecordOpen {
  constructor(
    private readonly publisher: MessagePublisher,
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /**
   * Publishes to JetStream directly: an open changes no other state, and a query for each open would make the database
   * the limit. When NATS does not store it in time, it goes to the outbox with the same message id: should both arrive,
   * the stream keeps one.
   */
  async execute(message: TrackedMessage, { machine }: { readonly machine: boolean }): Promise<void> {
    const { workspace_id: workspaceId, ...fact } = message;
    const now = this.clock.now();
    const event = makeEvent(EmailOpened, {
      service: 'gateway',
      workspaceId,
      time: now,
      data: { ...fact, at: now.toISOString(), machine },
    });
    const messages = toMessages(EmailOpened, [event]);

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
