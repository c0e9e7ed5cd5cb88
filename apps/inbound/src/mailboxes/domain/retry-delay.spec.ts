import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { failuresAfter, retryDelayMs } from './retry-delay.js';

const random = fc.double({ min: 0, max: 1, noNaN: true });

describe('the next try', () => {
  it('comes after twice the time of the try before, at most after 5 minutes, after a refusal after 30', () => {
    const longest = (end: 'broken' | 'refused') =>
      [1, 2, 3, 4, 20, 2_000].map((failures) => retryDelayMs(end, failures, 1));
    expect(longest('broken')).toEqual([5_000, 10_000, 20_000, 40_000, 300_000, 300_000]);
    expect(longest('refused')).toEqual([60_000, 120_000, 240_000, 480_000, 1_800_000, 1_800_000]);
  });

  it('comes at another time for each mailbox, and never at once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), random, (failures, chance) => {
        const longest = retryDelayMs('broken', failures, 1);
        const delay = retryDelayMs('broken', failures, chance);
        expect(delay).toBeGreaterThanOrEqual(longest / 2);
        expect(delay).toBeLessThanOrEqual(longest);
      }),
    );
  });
});

describe('failures', () => {
  it('are counted from one again after a connection that lasted', () => {
    expect(failuresAfter(5, 59_000)).toBe(6);
    expect(failuresAfter(5, 60_000)).toBe(1);
  });
});
