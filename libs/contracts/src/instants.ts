const TIME = /([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?/.source;
const OFFSET = /[+-]([01]\d|2[0-3]):[0-5]\d/.source;
/** The form of an instant: seconds and their fraction may be absent. There is no 24:00 and no leap second. */
const FORM = new RegExp(`^\\d{4}-\\d{2}-\\d{2}T${TIME}(Z|${OFFSET})$`, 'i');
/** An offset whose `+` came out of a query as a space: clients often forget to write it as `%2B`. */
const SPACE_FOR_PLUS = /(?<=:\d{2}|\.\d+) (?=\d{2}:\d{2}$)/;
/** Instants that are stored as they came. */
const UTC_FORM = /^[^t]{19}(\.\d{1,3})?Z$/;

const DATE_ONLY = /^\d{4}-\d{2}-\d{2}$/;
const WITHOUT_ZONE = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/i;

/** PostgreSQL has no year 0, and RFC 3339 no year with five digits. */
const EARLIEST = Date.parse('0001-01-01T00:00:00Z');
const LATEST = Date.parse('9999-12-31T23:59:59.999Z');

/** A reason why a text is no instant. */
export interface InstantFlaw {
  readonly code: 'invalid_format' | 'out_of_range';
  readonly message: string;
}

const EXAMPLE = 'such as 2026-04-23T14:00:00Z or 2026-04-23T16:00:00+02:00';

/** The instant in UTC with `Z`, to the millisecond; or why there is none. */
export function readInstant(given: string): string | InstantFlaw {
  const written = given.replace(SPACE_FOR_PLUS, '+').toUpperCase();
  if (!FORM.test(written)) return wrongForm(given);
  if (!isOnCalendar(written.slice(0, DAY_LENGTH))) return outOfRange('is not a day of the calendar');

  const instant = Date.parse(written);
  if (instant < EARLIEST || instant > LATEST) return outOfRange('must be in the years 1 to 9999');
  return UTC_FORM.test(given) ? given : new Date(instant).toISOString();
}

const DAY_LENGTH = '2026-04-23'.length;

/** V8 reads February 30 as March 2. */
function isOnCalendar(day: string): boolean {
  const midnight = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
}

const outOfRange = (message: string): InstantFlaw => ({ code: 'out_of_range', message });

function wrongForm(given: string): InstantFlaw {
  if (DATE_ONLY.test(given))
    return { code: 'invalid_format', message: `must have a time and a zone, ${EXAMPLE}` };
  if (WITHOUT_ZONE.test(given))
    return { code: 'invalid_format', message: `must end with Z or an offset, ${EXAMPLE}` };
  return { code: 'invalid_format', message: `must be a time of RFC 3339, ${EXAMPLE}` };
}
