import { lateness } from './http-failure.js';

/** The end of the time of a request. */
export interface Deadline {
  /** Ends the request on its connection. */
  readonly signal: AbortSignal;
  /** Rejects at that moment: undici heeds the signal of a request only when it has a connection. */
  readonly passed: Promise<never>;
  clear(): void;
}

/** A deadline that passes after that time, unless it is cleared before. */
export function deadlineOf(timeoutMs: number): Deadline {
  const ending = new AbortController();
  let late: NodeJS.Timeout | undefined;
  const passed = new Promise<never>((_, reject) => {
    late = setTimeout(() => {
      const failure = lateness(timeoutMs);
      ending.abort(failure);
      reject(failure);
    }, timeoutMs);
  });
  return { signal: ending.signal, passed, clear: () => clearTimeout(late) };
}
