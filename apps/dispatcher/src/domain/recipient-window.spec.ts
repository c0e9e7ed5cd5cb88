import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { openInterval } from '#kernel';
import {
  anyInstant,
  anyWindow,
  isOpen,
  MINUTE,
  ZONES,
} from '../../../../libs/kernel/test/window-arbitraries.js';
import { claimInterval, RecipientWindow } from './recipient-window.js';

const zone = fc.constantFrom(...ZONES);

describe('the window where a contact is', () => {
  it('opens at the first instant from the given one on that is in its hours and days there', () => {
    fc.assert(
      fc.property(anyWindow, zone, anyInstant, (window, zone, given) => {
        const there = { ...window, time_zone: zone };
        const { from, until } = new RecipientWindow(window).openAt(zone, given);
        const due = from > given ? from : given;

        expect(isOpen(there, due)).toBe(true);
        expect(until.getTime()).toBeGreaterThan(due.getTime());
        expect(isOpen(there, new Date(until.getTime() - 1))).toBe(true);
        for (let at = given.getTime(); at < due.getTime(); at += 10 * MINUTE) {
          expect(isOpen(there, new Date(at))).toBe(false);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('is the same whatever was looked up before, in whatever order', () => {
    const lookups = fc.array(fc.tuple(zone, fc.integer({ min: 0, max: 10 * 24 * 60 })), { maxLength: 30 });
    fc.assert(
      fc.property(anyWindow, anyInstant, lookups, (window, start, lookups) => {
        const reused = new RecipientWindow(window);
        for (const [time_zone, minutes] of lookups) {
          const at = new Date(start.getTime() + minutes * MINUTE);
          expect(reused.openAt(time_zone, at)).toEqual(openInterval({ ...window, time_zone }, at));
        }
      }),
      { numRuns: 40 },
    );
  });

  it.each([null, '', 'Mars', 'Europe/Atlantis', '+03:00'])(
    'is that of the campaign where the zone is %p',
    (zone) => {
      const window = { start_hour: 9, end_hour: 17, send_days: [1], time_zone: 'Asia/Kolkata' };
      const at = new Date('2026-05-04T12:00:00Z');
      expect(new RecipientWindow(window).openAt(zone, at)).toEqual(openInterval(window, at));
    },
  );
});

describe('a campaign that is judged where its contacts are', () => {
  it('may always claim', () => {
    fc.assert(
      fc.property(anyWindow, anyInstant, (window, now) => {
        const { from, until } = claimInterval({ ...window, recipient_time_zone: true }, now);
        expect(from <= now && now < until).toBe(true);
      }),
    );
  });
});
