import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { anyInstant, anyWindow, isOpen, MINUTE } from '../test/window-arbitraries.js';
import { openInterval } from './send-window.js';

describe('a send window', () => {
  it('never exceeds its local hours and days', () => {
    fc.assert(
      fc.property(anyWindow, anyInstant, fc.nat(), (window, now, part) => {
        const { from, until } = openInterval(window, now);
        const at = from.getTime() + (part % (until.getTime() - from.getTime()));
        expect(isOpen(window, from)).toBe(true);
        expect(isOpen(window, new Date(at))).toBe(true);
        expect(isOpen(window, new Date(until.getTime() - 1))).toBe(true);
        expect(isOpen(window, until) && window.end_hour - window.start_hour < 24).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is the one that is open, when one is', () => {
    fc.assert(
      fc.property(anyWindow, anyInstant, (window, now) => {
        const { from, until } = openInterval(window, now);
        expect(until.getTime()).toBeGreaterThan(now.getTime());
        expect(from <= now).toBe(isOpen(window, now));
      }),
      { numRuns: 2_000 },
    );
  });

  it('leaves no open minute out until the next one', () => {
    fc.assert(
      fc.property(anyWindow, anyInstant, (window, now) => {
        const { from } = openInterval(window, now);
        for (let at = now.getTime(); at < from.getTime(); at += 10 * MINUTE) {
          expect(isOpen(window, new Date(at))).toBe(false);
        }
      }),
      { numRuns: 200 },
    );
  });

  const nineToFive = { start_hour: 9, end_hour: 17, send_days: [1, 2, 3, 4, 5], time_zone: 'Europe/Berlin' };
  const everyDay = [1, 2, 3, 4, 5, 6, 7];

  it.each([
    ['before it', '2026-03-27T07:59:59Z', nineToFive, '2026-03-27T08:00:00Z', '2026-03-27T16:00:00Z'],
    ['within it', '2026-03-27T12:00:00Z', nineToFive, '2026-03-27T08:00:00Z', '2026-03-27T16:00:00Z'],
    [
      'at its exclusive end',
      '2026-03-27T16:00:00Z',
      nineToFive,
      '2026-03-30T07:00:00Z',
      '2026-03-30T15:00:00Z',
    ],
    [
      'on a day of 23 hours',
      '2026-03-29T00:30:00Z',
      { ...nineToFive, start_hour: 1, end_hour: 4, send_days: everyDay },
      '2026-03-29T00:00:00Z',
      '2026-03-29T02:00:00Z',
    ],
    [
      'in an hour that comes twice',
      '2026-10-25T01:30:00Z',
      { ...nineToFive, start_hour: 2, end_hour: 3, send_days: everyDay },
      '2026-10-25T00:00:00Z',
      '2026-10-25T02:00:00Z',
    ],
    [
      'in an hour that does not come',
      '2026-03-28T23:00:00Z',
      { ...nineToFive, start_hour: 2, end_hour: 3, send_days: everyDay },
      '2026-03-30T00:00:00Z',
      '2026-03-30T01:00:00Z',
    ],
    [
      'with the end of the day as its end',
      '2026-05-04T12:00:00Z',
      { ...nineToFive, start_hour: 0, end_hour: 24 },
      '2026-05-03T22:00:00Z',
      '2026-05-04T22:00:00Z',
    ],
    [
      'over a day that the date line took',
      '2011-12-30T09:59:00Z',
      { start_hour: 9, end_hour: 17, send_days: [5, 6], time_zone: 'Pacific/Apia' },
      '2011-12-30T19:00:00Z',
      '2011-12-31T03:00:00Z',
    ],
  ])('is found %s', (_, now, window, from, until) => {
    expect(openInterval(window, new Date(now))).toEqual({ from: new Date(from), until: new Date(until) });
  });
});
