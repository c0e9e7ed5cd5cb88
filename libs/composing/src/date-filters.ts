import { DateTime, FixedOffsetZone, IANAZone, type Zone } from 'luxon';
import { strftime } from './strftime.js';

/** The time and the zone in which a template writes dates. */
export interface TemplateTime {
  /** Milliseconds since 1970: `now` and `today`. */
  readonly now: number;
  /** IANA. */
  readonly timeZone: string;
}

const DEFAULT_FORMAT = '%A, %B %-e, %Y at %-l:%M %P %z';
/** An instant, whatever the zone: Z, an offset, or a zone as mail headers have it. */
const WITH_ZONE = /(?:Z|GMT|UTC|[+-]\d{2}:?\d{2}|\b[ECMP][SD]T)\s*(?:\(.*\))?$/i;
const SECONDS = /^-?\d+(?:\.\d+)?$/;
const ISO_LIKE = /^\d{4}-\d{2}-\d{2}/;

type DateFilter = (time: TemplateTime, value: unknown, ...parameters: unknown[]) => unknown;

/** The filters for dates. They write in the zone of the message, never in the server's. */
export const DATE_FILTERS: Readonly<Record<string, DateFilter>> = {
  date: (time, value, format, zone) => {
    const chosen = zoneOf(zone) ?? IANAZone.create(time.timeZone);
    return written(value, dateIn(value, chosen, time.now), isNil(format) ? DEFAULT_FORMAT : String(format));
  },
  date_to_xmlschema: (time, value) => inZone(time, value, '%Y-%m-%dT%H:%M:%S%:z'),
  date_to_rfc822: (time, value) => inZone(time, value, '%a, %d %b %Y %H:%M:%S %z'),
  date_to_string: (time, value, type, style) => inZone(time, value, longFormat('%b', type, style)),
  date_to_long_string: (time, value, type, style) => inZone(time, value, longFormat('%B', type, style)),
};

const inZone = (time: TemplateTime, value: unknown, format: string): unknown =>
  written(value, dateIn(value, IANAZone.create(time.timeZone), time.now), format);

function longFormat(month: string, type: unknown, style: unknown): string {
  if (type !== 'ordinal') return `%d ${month} %Y`;
  return style === 'US' ? `${month} %-d%q, %Y` : `%-d%q ${month} %Y`;
}

/** A value that is no date is printed as it is. */
const written = (value: unknown, date: DateTime, format: string): unknown =>
  date.isValid ? strftime(date, format) : value;

/** A text without a zone is the time on the clocks of `zone`: a date alone keeps its day in every zone. */
function dateIn(value: unknown, zone: Zone, now: number): DateTime {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
  const options = { zone, locale: 'en-US' };
  if (text === 'now' || text === 'today') return DateTime.fromMillis(now, options);
  if (SECONDS.test(text)) return DateTime.fromMillis(Number(text) * 1_000, options);
  const known = ISO_LIKE.test(text) ? DateTime.fromISO(text.replace(' ', 'T'), options) : undefined;
  if (known?.isValid === true) return known;
  if (WITH_ZONE.test(text)) return DateTime.fromMillis(Date.parse(text), options);

  const clock = DateTime.fromMillis(Date.parse(`${text} UTC`), { zone: 'utc', locale: 'en-US' });
  return clock.setZone(zone, { keepLocalTime: true });
}

/** A name, or minutes west of Greenwich as liquidjs takes them. */
function zoneOf(zone: unknown): Zone | undefined {
  if (typeof zone === 'number') return FixedOffsetZone.instance(-zone);
  return typeof zone === 'string' && IANAZone.isValidZone(zone) ? IANAZone.create(zone) : undefined;
}

const isNil = (value: unknown): boolean => value === null || value === undefined;
