import { setTimeout as delay } from 'node:timers/promises';

export interface EventuallyOptions {
  readonly timeoutMs?: number;
  readonly intervalMs?: number;
}

/**
 * Repeats the assertion until it does not throw, and returns its value. After `timeoutMs` (default: two minutes, more than a
 * busy machine needs) throws with the time waited and the last failure.
 */
export async function eventually<T>(
  assertion: () => T | Promise<T>,
  { timeoutMs = 120_000, intervalMs = 20 }: EventuallyOptions = {},
): Promise<T> {
  const startedAt = performance.now();
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      const waitedMs = Math.round(performance.now() - startedAt);
      if (waitedMs >= timeoutMs) throw stillFailing(error, waitedMs);
    }
    await delay(intervalMs);
  }
}

function stillFailing(error: unknown, waitedMs: number): Error {
  const reason = error instanceof Error ? error.message : String(error);
  return new Error(`still failing after ${waitedMs} ms: ${reason}`, { cause: error });
}
