import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { MAX_PAUSE_MS, nextAttemptAt, RETRY_DELAYS_MS } from './retry-schedule.js';

const endedAt = new Date('2026-11-29T12:00:00Z');
const delayAfter = (failures: number, pauseMs = 0, random = 0): number | undefined => {
  const next = nextAttemptAt({ failures, endedAt, pauseMs, random });
  return next === null ? undefined : next.getTime() - endedAt.getTime();
};

describe('the schedule of attempts', () => {
  it('is 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 10 h after the attempt before, and then the end', () => {
    const seconds = [1, 2, 3, 4, 5, 6, 7].map((failures) => Number(delayAfter(failures)) / 1_000);
    expect(seconds).toEqual([5, 300, 1_800, 7_200, 18_000, 36_000, 36_000]);
    expect(delayAfter(8)).toBeUndefined();
  });

  it('is never earlier than that, and at most a tenth of the delay later', () => {
    const failures = fc.integer({ min: 1, max: 7 });
    const random = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(failures, random, (count, chance) => {
        const planned = Number(RETRY_DELAYS_MS[count - 1]);
        const delay = Number(delayAfter(count, 0, chance));
        expect(delay).toBeGreaterThanOrEqual(planned);
        expect(delay).toBeLessThanOrEqual(planned * 1.1 + 1);
      }),
    );
  });

  it('waits as long as the receiver asks, for ten hours at most', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 7 }), fc.nat(10 * MAX_PAUSE_MS), (count, pauseMs) => {
        const planned = Number(RETRY_DELAYS_MS[count - 1]);
        expect(delayAfter(count, pauseMs)).toBe(Math.max(planned, Math.min(pauseMs, MAX_PAUSE_MS)));
      }),
    );
  });
});
