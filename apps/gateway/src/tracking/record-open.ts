import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { EmailOpened } from '#contracts';
import { Database, MessagePublisher, Outbox, type OutboxMessage } from '#database';
import { Clock } from '#kernel';
import { makeEvent, toMessages } from '#messaging';
import type { TrackedMessage } from '#tracking';

/** How long the picture may keep a reader's mail client waiting for NATS. */
const PATIENCE_MS = 1_000;

/** Tells that a message was opened. */
@Injectable()
export class RecordOpen {
  constructor(
    private readonly publisher: MessagePublisher,
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /**
   * Straight to JetStream, because there is no state that an open must be committed with, and a query per open would
   * make the database the limit. What NATS does not take in time goes to the outbox under the same message id: should
   * it arrive both ways, the stream keeps one.
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

    if (await this.taken(messages)) return;
    await this.database.transaction((tx) => this.outbox.add(tx, messages));
  }

  private async taken(messages: readonly OutboxMessage[]): Promise<boolean> {
    const patience = new AbortController();
    const answers = await Promise.race([
      this.publisher.publish(messages),
      pause(PATIENCE_MS, [false], { signal: patience.signal }),
    ]);
    patience.abort();
    return answers.every(Boolean);
  }
}
