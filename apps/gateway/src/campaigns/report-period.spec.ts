import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { MAX_DAYS, reportPeriod } from './report-period.js';

const NOW = new Date('2026-03-02T09:30:00.000Z');
const DAY_MS = 86_400_000;

const lengthOf = ({ from, to }: { from: string; to: string }): number => Date.parse(to) - Date.parse(from);

describe('the period of a report', () => {
  it('ends now and is as long as it may be, unless told', () => {
    expect(reportPeriod({ granularity: 'hour' }, NOW)).toEqual({
      from: '2026-01-30T09:30:00.000Z',
      to: NOW.toISOString(),
    });
    expect(lengthOf(reportPeriod({ granularity: 'day' }, NOW))).toBe(1_100 * DAY_MS);
  });

  it('is never empty, turned round or longer than an answer can hold', () => {
    const instant = fc
      .date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString());
    const ask = fc.record({
      granularity: fc.constantFrom('hour' as const, 'day' as const),
      from: fc.option(instant, { nil: undefined }),
      to: fc.option(instant, { nil: undefined }),
    });
    fc.assert(
      fc.property(ask, (asked) => {
        const whole = (asked.to ?? NOW.toISOString()) > (asked.from ?? '');
        let length: number;
        try {
          length = lengthOf(reportPeriod(asked, NOW));
        } catch (error) {
          expect(error).toMatchObject({ code: 'validation_error' });
          return;
        }
        expect(whole).toBe(true);
        expect(length).toBeGreaterThan(0);
        expect(length).toBeLessThanOrEqual(MAX_DAYS[asked.granularity] * DAY_MS);
      }),
    );
  });
});
