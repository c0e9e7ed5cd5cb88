const MINUTE_MS = 60_000;
const DELAYS_MS = [MINUTE_MS, 2 * MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, 60 * MINUTE_MS];

/** When a call to a platform that has failed is tried again; not before the platform allows it. */
export function nextAttempt(attempts: number, now: Date, retryAt: Date | null): Date {
  const delay = DELAYS_MS[Math.min(attempts, DELAYS_MS.length) - 1] ?? MINUTE_MS;
  return new Date(Math.max(now.getTime() + delay, retryAt?.getTime() ?? 0));
}
