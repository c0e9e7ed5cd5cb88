import type { EndedAttempt } from './attempt.js';

export type DeliveryStatus = 'pending' | 'succeeded' | 'failed';

/** The state of a delivery after an attempt. */
export interface RecordedDelivery {
  readonly status: DeliveryStatus;
  readonly failures: number;
  readonly nextAttemptAt: Date | null;
}

/** A receiver that is gone makes its delivery fail at once; it can be sent again when the webhook is switched on. */
export function recordedDelivery({ delivery, outcome }: EndedAttempt): RecordedDelivery {
  const failures = delivery.failures + 1;
  if (outcome.end === 'succeeded') {
    return { status: 'succeeded', failures: delivery.failures, nextAttemptAt: null };
  }
  if (outcome.end === 'retry') return { status: 'pending', failures, nextAttemptAt: outcome.at };
  return { status: 'failed', failures, nextAttemptAt: null };
}
