import * as fc from 'fast-check';
import { DateTime } from 'luxon';
import type { SendWindow } from '../src/send-window.js';

export const MINUTE = 60_000;
export const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Pacific/Apia',
  'Australia/Lord_Howe',
  'Africa/Cairo',
];

export const anyWindow: fc.Arbitrary<SendWindow> = fc
  .record({
    hours: fc.uniqueArray(fc.integer({ min: 0, max: 24 }), { minLength: 2, maxLength: 2 }),
    send_days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }),
    time_zone: fc.constantFrom(...ZONES),
  })
  .map(({ hours, send_days, time_zone }) => ({
    start_hour: Math.min(...hours),
    end_hour: Math.max(...hours),
    send_days,
    time_zone,
  }));

const around = (...instants: string[]) =>
  fc
    .tuple(fc.constantFrom(...instants), fc.integer({ min: -72 * 60, max: 72 * 60 }))
    .map(([instant, minutes]) => {
      return new Date(Date.parse(instant) + minutes * MINUTE);
    });

/** Days on which clocks change somewhere, the day that Apia never had, and any others. */
export const anyInstant = fc.oneof(
  around('2026-03-29T01:00:00Z', '2026-10-25T01:00:00Z', '2026-03-08T07:00:00Z', '2026-11-01T06:00:00Z'),
  around('2011-12-30T10:00:00Z', '2026-04-04T15:00:00Z', '2026-10-03T15:30:00Z', '2026-04-23T22:00:00Z'),
  fc.date({ min: new Date('2012-01-01'), max: new Date('2035-01-01'), noInvalidDate: true }),
);

export function isOpen({ start_hour, end_hour, send_days, time_zone }: SendWindow, at: Date): boolean {
  const local = DateTime.fromJSDate(at, { zone: time_zone });
  return send_days.includes(local.weekday) && local.hour >= start_hour && local.hour < end_hour;
}
