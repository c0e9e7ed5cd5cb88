import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { Metrics } from '#telemetry';
import type { AttemptOutcome } from '../domain/attempt-outcome.js';
import type { EndedAttempt } from '../domain/attempt.js';
import { DisableWebhooks } from '../persistence/disable-webhooks.js';
import { RecordAttempts } from '../persistence/record-attempts.js';
import { HeldWebhooks } from './held-webhooks.js';

/** A statement about so many deliveries takes 20 ms. */
const AT_ONCE = 500;
const ENDS: readonly AttemptOutcome['end'][] = ['succeeded', 'retry', 'given_up', 'gone'];

/** Attempts that have ended, until the database has them. */
@Injectable()
export class RecordOutcomes {
  private ended: EndedAttempt[] = [];
  private readonly listeners: (() => void)[] = [];
  private readonly total;

  constructor(
    private readonly held: HeldWebhooks,
    private readonly attempts: RecordAttempts,
    private readonly disableWebhooks: DisableWebhooks,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    this.total = metrics.counter(
      {
        name: 'nimbus_webhook_deliveries_total',
        help: 'Attempts that were recorded, by outcome: succeeded, retry, given_up or gone',
        labels: ['outcome'],
      },
      ENDS.map((outcome) => ({ outcome })),
    );
  }

  /** Calls `listener` when there is something to record. */
  whenEnded(listener: () => void): void {
    this.listeners.push(listener);
  }

  add(attempt: EndedAttempt): void {
    this.ended.push(attempt);
    for (const listener of this.listeners) listener();
  }

  /** Records a part of them. Those that the database does not take now stay. */
  async execute(): Promise<'more' | 'idle'> {
    const part = this.ended.slice(0, AT_ONCE);
    if (part.length === 0) return 'idle';
    const now = this.clock.now();
    const hopeless = await this.attempts.record(this.held.holder, part, now);
    this.ended.splice(0, part.length);
    for (const { outcome } of part) this.total.inc({ outcome: outcome.end });
    try {
      const disabled = await this.disableWebhooks.execute(hopeless);
      for (const webhookId of disabled) this.held.find(webhookId)?.dropWaiting();
    } finally {
      this.forget(part);
    }
    this.held.tellRoom();
    return this.ended.length > 0 ? 'more' : 'idle';
  }

  private forget(recorded: readonly EndedAttempt[]): void {
    for (const { delivery } of recorded) this.held.find(delivery.webhookId)?.forget([delivery.eventId]);
  }
}
