import { DomainError } from '#kernel';

/** The result of one look. `warn` is worth a look and stops nothing. */
export interface Check {
  readonly name: string;
  readonly result: 'ok' | 'warn' | 'fail';
  readonly detail: string;
}

export const ok = (name: string, detail: string): Check => ({ name, result: 'ok', detail });
export const warn = (name: string, detail: string): Check => ({ name, result: 'warn', detail });
export const fail = (name: string, detail: string): Check => ({ name, result: 'fail', detail });

/** A look that cannot be taken is a failed one, with the reason. */
export async function attempt(name: string, look: () => Promise<Check[]>): Promise<Check[]> {
  try {
    return await look();
  } catch (error) {
    const code = error instanceof DomainError ? `${error.code}: ` : '';
    return [fail(name, code + (error instanceof Error ? error.message : String(error)))];
  }
}

/** Requests carry deadlines, and services assume clocks that agree within a second. */
const MAX_SKEW_MS = 1_000;

/** Compares another clock with this one; the answer may have been on its way since `askedAt`. */
export function clockCheck(name: string, theirs: Date, askedAt: number): Check {
  const now = Date.now();
  const skewMs = Math.max(askedAt - theirs.getTime(), theirs.getTime() - now, 0);
  const detail = skewMs === 0 ? 'agrees with this machine' : `differs from this machine by ${skewMs} ms`;
  return skewMs <= MAX_SKEW_MS ? ok(name, detail) : fail(name, `${detail}, more than ${MAX_SKEW_MS} ms`);
}
