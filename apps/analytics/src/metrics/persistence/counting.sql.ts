import { COUNTERS } from '../domain/metrics.js';

/**
 * The rules of counting, the same for the projection and the rebuild: each fact raises these counters, in the quarter of an
 * given instant. A message has a definite outcome once, whether it was refused at the delivery attempt, or accepted and
 * bounced later.
 */
export const COUNTED_OF_MESSAGE = (fact: string): string => `
  cross join lateral (values
    ('total_sent', coalesce(${fact}.sent_at, ${fact}.bounced_at)),
    ('bounced', ${fact}.bounced_at),
    ('opened', ${fact}.opened_at),
    ('clicked', ${fact}.clicked_at)
  ) as counted (counter, at)`;

/** Replies, unsubscribes and complaints count once for all messages of the campaign; see contact_fact. */
export const DONE_BY_CONTACT = (fact: string): string => `
  cross join lateral (values
    ('replied', ${fact}.replied_at),
    ('unsubscribed', ${fact}.unsubscribed_at),
    ('spam_complaints', ${fact}.complained_at)
  ) as done (counter, at)`;

/** Hours and days of every time zone begin at a quarter of an hour: zones differ from UTC by multiples of it. */
export const QUARTER = `date_bin('15 minutes', at, '2000-01-01T00:00Z') as quarter`;

/** A variant in the key of a total, which cannot be null: no label is empty. */
export const VARIANT_KEY = `coalesce(variant, '')`;

export const COUNTER_COLUMNS = COUNTERS.join(', ');
export const SUMS = COUNTERS.map((counter) => `sum(${counter})::int as ${counter}`).join(', ');

/** One column per counter, of rows `(counter, change)`. */
export const SUM_OF_CHANGES = COUNTERS.map(
  (counter) => `coalesce(sum(change) filter (where counter = '${counter}'), 0) as ${counter}`,
).join(',\n    ');

export const ADD_EXCLUDED = (table: string): string =>
  COUNTERS.map((counter) => `${counter} = ${table}.${counter} + excluded.${counter}`).join(',\n    ');
