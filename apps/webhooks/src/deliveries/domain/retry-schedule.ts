const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** The delays after the first, second, … failed attempt. After the eighth the delivery is given up. */
export const RETRY_DELAYS_MS: readonly number[] = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  10 * HOUR_MS,
];

/** A receiver that asks for a longer pause than this is asked again all the same. */
export const MAX_PAUSE_MS = 10 * HOUR_MS;

/** Receivers that failed together would otherwise be called together again. */
const JITTER = 0.1;

export interface FailedAttempt {
  /** Failures of the delivery, this one included. */
  readonly failures: number;
  readonly endedAt: Date;
  /** The pause that the receiver asks for; 0 without one. */
  readonly pauseMs: number;
  /** From 0 to 1. */
  readonly random: number;
}

/** When the delivery is tried again: never before the delay of the schedule or the pause. Null: it is given up. */
export function nextAttemptAt({ failures, endedAt, pauseMs, random }: FailedAttempt): Date | null {
  const delayMs = RETRY_DELAYS_MS[failures - 1];
  if (delayMs === undefined) return null;
  const atLeastMs = Math.max(delayMs, Math.min(pauseMs, MAX_PAUSE_MS));
  return new Date(endedAt.getTime() + Math.ceil(atLeastMs * (1 + JITTER * random)));
}
