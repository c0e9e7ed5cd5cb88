type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** Longer pauses that a header names are not believed: one wrong header would stop a connection for years. */
const LONGEST_MS = 3_600_000;

/** Unix times are above, seconds to wait below. */
const SMALLEST_UNIX_S = 1_000_000_000;
const SMALLEST_UNIX_MS = 1_000_000_000_000;

/** Milliseconds to wait after a 429; undefined where no header tells. */
export function retryAfterMs(headers: Headers, now: Date): number | undefined {
  const waits = [headers['retry-after'], headers['x-ratelimit-reset']].map((value) => waitOf(value, now));
  const told = waits.find((wait) => wait !== undefined);
  return told === undefined ? undefined : Math.min(Math.max(told, 0), LONGEST_MS);
}

function waitOf(header: string | string[] | undefined, now: Date): number | undefined {
  const value = (Array.isArray(header) ? header[0] : header)?.trim() ?? '';
  if (value === '') return undefined;
  const number = Number(value);
  if (!Number.isNaN(number)) return waitOfNumber(number, now);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : date - now.getTime();
}

function waitOfNumber(number: number, now: Date): number | undefined {
  if (!Number.isFinite(number) || number < 0) return undefined;
  if (number >= SMALLEST_UNIX_MS) return number - now.getTime();
  if (number >= SMALLEST_UNIX_S) return number * 1_000 - now.getTime();
  return number * 1_000;
}
