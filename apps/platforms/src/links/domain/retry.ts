const FIRST_MS = 2_000;
/** A platform that is back after an outage is noticed this late at most. */
const LONGEST_MS = 5 * 60_000;
/** A look at each campaign that is as it should be, so that a change at the platform is found. */
const RECONCILE_MS = 10 * 60_000;

/** Twice the wait after each failure; the second half of it is random, so that links do not come back together. */
export function retryAt(failures: number, now: Date, random: number): Date {
  const wait = Math.min(FIRST_MS * 2 ** failures, LONGEST_MS);
  return new Date(now.getTime() + wait * (0.5 + random / 2));
}

/** Ten minutes, a fifth more or less. */
export const reconcileAt = (now: Date, random: number): Date =>
  new Date(now.getTime() + RECONCILE_MS * (0.8 + random * 0.4));
