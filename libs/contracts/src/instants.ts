/** The form of an instant: seconds and their fraction may be absent. */
const FORM = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(:\d{2})?(\.\d+)?(Z|([+-])(\d{2}):(\d{2}))$/i;
/** An offset whose `+` came out of a query as a space: clients often forget to write it as `%2B`. */
const SPACE_FOR_PLUS = /(?<=:\d{2}|\.\d+) (?=\d{2}:\d{2}$)/;
/** Instants that are stored as they came. */
const UTC_FORM = /^.{19}(\.\d{1,3})?Z$/;

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
const NOT_THERE = { code: 'out_of_range', message: 'is not on the calendar or the clock' } as const;

/** The instant in UTC with `Z`, to the millisecond; or why there is none. */
export function readInstant(given: string): string | InstantFlaw {
  const match = FORM.exec(given.replace(SPACE_FOR_PLUS, '+'));
  if (match === null) return wrongForm(given);

  const [, date = '', time = '', seconds = ':00', fraction = '', zone = '', sign, hours, minutes] = match;
  const local = Date.parse(`${date}T${time}${seconds}${fraction}Z`);
  const offset = (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0));
  if (!isOnTheClock(local, `${date}T${time}`) || Number(hours ?? 0) > 23 || Number(minutes ?? 0) > 59)
    return NOT_THERE;

  const instant = local - offset * 60_000;
  if (instant < EARLIEST || instant > LATEST)
    return { ...NOT_THERE, message: 'must be in the years 1 to 9999' };
  return zone === 'Z' && UTC_FORM.test(given) ? given : new Date(instant).toISOString();
}

/** V8 reads February 30 as March 2, and 24:00 as the next day. */
const isOnTheClock = (local: number, digits: string): boolean =>
  !Number.isNaN(local) && new Date(local).toISOString().startsWith(digits);

function wrongForm(given: string): InstantFlaw {
  if (DATE_ONLY.test(given))
    return { code: 'invalid_format', message: `must have a time and a zone, ${EXAMPLE}` };
  if (WITHOUT_ZONE.test(given))
    return { code: 'invalid_format', message: `must end with Z or an offset, ${EXAMPLE}` };
  return { code: 'invalid_format', message: `must be a time of RFC 3339, ${EXAMPLE}` };
}
