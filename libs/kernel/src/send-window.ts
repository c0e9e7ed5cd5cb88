import { DateTime } from 'luxon';

/** When a campaign may send: local hours of its zone, the end exclusive, on ISO weekdays (1 = Monday). */
export interface SendWindow {
  readonly start_hour: number;
  /** 1 to 24; 24 is the end of the day. */
  readonly end_hour: number;
  readonly send_days: readonly number[];
  readonly time_zone: string;
}

export interface CampaignWindow extends SendWindow {
  /** Whether the window counts in the zone of each contact; then the campaign has none of its own. */
  readonly recipient_time_zone: boolean;
}

/** Two instants; `until` is exclusive. */
export interface OpenInterval {
  readonly from: Date;
  readonly until: Date;
}

/** Yesterday too: where clocks change, a day of the zone may have started on the date before. */
const FIRST_DAY = -1;
/** A week, and one more for a zone that skips a whole day at the date line. */
const LAST_DAY = 15;

/** The interval that is open at `now`, else the next one. */
export function openInterval(window: SendWindow, now: Date): OpenInterval {
  const local = DateTime.fromJSDate(now, { zone: window.time_zone });
  const today = DateTime.utc(local.year, local.month, local.day);

  for (let offset = FIRST_DAY; offset <= LAST_DAY; offset += 1) {
    const interval = intervalOn(today.plus({ days: offset }), window);
    if (interval !== undefined && interval.until > now) return interval;
  }
  throw new Error(`a window in ${window.time_zone} never opens`);
}

/** The parts of `time` in which the window is open, in their order, each with the instant at which its window closes. */
export function* openIntervals(
  window: SendWindow,
  time: OpenInterval,
): Generator<OpenInterval & { readonly closes_at: Date }> {
  for (let at = time.from; at < time.until;) {
    const { from, until } = openInterval(window, at);
    if (from >= time.until) return;
    yield { from: from > at ? from : at, until: until < time.until ? until : time.until, closes_at: until };
    at = until;
  }
}

function intervalOn(date: DateTime, window: SendWindow): OpenInterval | undefined {
  if (!window.send_days.includes(date.weekday)) return undefined;
  const from = instantOf(date, window.start_hour, window.time_zone);
  const until = instantOf(date, window.end_hour, window.time_zone);

  // Clocks that jump forward swallow a window (02 to 03) or, at the date line, a whole day: Apia had no 2011-12-30.
  const exists = DateTime.fromJSDate(from, { zone: window.time_zone }).day === date.day;
  return exists && from < until ? { from, until } : undefined;
}

/** The first instant at which the zone's clocks show this hour, or have jumped over it. */
function instantOf(date: DateTime, hour: number, zone: string): Date {
  const day = hour === 24 ? date.plus({ days: 1 }) : date;
  const local = DateTime.fromObject(
    { year: day.year, month: day.month, day: day.day, hour: hour % 24 },
    { zone },
  );

  // An hour that comes twice counts from its first time; luxon picks either.
  return new Date(Math.min(...local.getPossibleOffsets().map((each) => each.toMillis())));
}
