import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { EmailUnsubscribed } from '#contracts';
import { Clock } from '#kernel';
import { makeEvent, toMessages } from '#messaging';
import type { TrackedMessage } from '#tracking';
import { HOUR_MS, signalId } from './signal-id.js';
import { SignalPublisher } from './signal-publisher.js';

/** Some 2 MB. */
const MAX_REMEMBERED = 10_000;

/**
 * Publishes that a contact wants no more mail. Repeats within an hour are one event. A later one is another, since
 * somebody may have lifted the suppression meanwhile, and the contact says no again.
 */
@Injectable()
export class RecordUnsubscribe {
  private readonly recorded = new LRUCache<string, true>({ max: MAX_REMEMBERED });

  constructor(
    private readonly publisher: SignalPublisher,
    private readonly clock: Clock,
  ) {}

  /**
   * Resolves once it is durable.
   *
   * @throws DomainError `unavailable` when neither NATS nor the database takes it
   */
  async execute(message: TrackedMessage, method: 'one_click' | 'page'): Promise<void> {
    const { workspace_id: workspaceId, ...fact } = message;
    const now = this.clock.now();
    const id = signalId(['unsubscribe', message.send_id], now, HOUR_MS);
    if (this.recorded.has(id)) return;

    const event = makeEvent(EmailUnsubscribed, {
      id,
      service: 'gateway',
      workspaceId,
      time: now,
      data: { ...fact, at: now.toISOString(), method },
    });
    await this.publisher.keep(toMessages(EmailUnsubscribed, [event]), id);
    this.recorded.set(id, true);
  }
}
