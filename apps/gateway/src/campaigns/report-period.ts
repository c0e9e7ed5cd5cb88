import { validationError } from '#kernel';

type Granularity = 'hour' | 'day';

const DAY_MS = 86_400_000;

/** The longest period by granularity: some 750 hours, or 1,100 days. It is also the default. */
export const MAX_DAYS: Readonly<Record<Granularity, number>> = { hour: 31, day: 1_100 };

/** Midnight is at a quarter of an hour of UTC in every time zone. */
const QUARTER_MS = 900_000;

/**
 * The period of a report: until now by default, and as long as allowed. An end that the caller did not give is at a whole
 * quarter of an hour, which is counted already.
 *
 * @throws DomainError `validation_error` when it ends before it begins, or is too long.
 */
export function reportPeriod(
  { granularity, from, to }: { granularity: Granularity; from?: string | undefined; to?: string | undefined },
  now: Date,
): { readonly from: string; readonly to: string } {
  const longest = MAX_DAYS[granularity] * DAY_MS;
  const end = to === undefined ? new Date(Math.ceil(now.getTime() / QUARTER_MS) * QUARTER_MS) : new Date(to);
  const start = from === undefined ? longestBefore(end, longest) : new Date(from);

  if (start >= end) throw wrong('from', 'must be before `to`');
  if (end.getTime() - start.getTime() > longest) {
    throw wrong('from', `must be at most ${MAX_DAYS[granularity]} days before \`to\` for this granularity`);
  }
  return { from: start.toISOString(), to: end.toISOString() };
}

const longestBefore = (end: Date, longest: number): Date =>
  new Date(Math.ceil((end.getTime() - longest) / QUARTER_MS) * QUARTER_MS);

const wrong = (field: string, message: string): Error =>
  validationError([{ field, code: 'out_of_range', message }]);
