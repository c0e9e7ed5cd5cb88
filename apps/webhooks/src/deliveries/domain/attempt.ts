import type { Id } from '#kernel';
import type { AttemptOutcome } from './attempt-outcome.js';

/** One event for one webhook, in the memory of the process that sends it. */
export interface Delivery {
  readonly webhookId: Id<'wh'>;
  readonly eventId: Id<'evt'>;
  /** Failed attempts so far. */
  readonly failures: number;
  /** The event in JSON. */
  readonly body: string;
}

/** An attempt as the log of deliveries shows it. */
export interface AttemptEntry {
  readonly at: Date;
  readonly durationMs: number;
  readonly statusCode: number | null;
  readonly error: string | null;
  readonly responseBody: string | null;
}

/** An attempt that has ended, and what follows from it for a delivery. */
export interface EndedAttempt {
  readonly delivery: Pick<Delivery, 'webhookId' | 'eventId' | 'failures'>;
  /** The address that was called: the webhook may have another one by now. */
  readonly url: string;
  readonly entry: AttemptEntry;
  readonly outcome: AttemptOutcome;
}
