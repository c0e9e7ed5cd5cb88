const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export const MAX_TRIES = 5;

/** `soon`: no process listened at the server's port, which is mostly a restart. */
export type RetryPace = 'soon' | 'patient';

const FIRST_PAUSE_MS: Readonly<Record<RetryPace, number>> = { soon: MINUTE, patient: HOUR };

/** When to try again after `tries` failed tries: 1, 2, 4, 8 minutes or hours later; null when it was the last. */
export function nextTry(tries: number, pace: RetryPace, now: Date): Date | null {
  if (tries >= MAX_TRIES) return null;
  return new Date(now.getTime() + FIRST_PAUSE_MS[pace] * 2 ** (tries - 1));
}
