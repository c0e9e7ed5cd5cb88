import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { isHopeless, streakAfter, type FailingStreak } from './failing-streak.js';

const HOUR_MS = 3_600_000;
const start = new Date('2026-11-01T00:00:00Z');
const hour = (hours: number): Date => new Date(start.getTime() + hours * HOUR_MS);
const NEW: FailingStreak = { failingSince: null, lastAttemptAt: null, lastSuccessAt: null };
const failed = (...hours: readonly number[]) => hours.map((each) => ({ at: hour(each), succeeded: false }));
const succeeded = (hours: number) => ({ at: hour(hours), succeeded: true });
const every = (step: number, until: number): number[] =>
  Array.from({ length: until / step + 1 }, (_, index) => index * step);

describe('a streak of failures', () => {
  it('begins with the first failure and ends with a success', () => {
    expect(streakAfter(NEW, failed(1, 2, 3)).failingSince).toEqual(hour(1));
    expect(streakAfter(NEW, [...failed(1, 2), succeeded(3)])).toEqual({
      failingSince: null,
      lastAttemptAt: hour(3),
      lastSuccessAt: hour(3),
    });
    expect(streakAfter(NEW, [...failed(1), succeeded(2), ...failed(3)]).failingSince).toEqual(hour(3));
  });

  it('begins anew after a day without an attempt', () => {
    expect(streakAfter(NEW, failed(0, 24)).failingSince).toEqual(hour(0));
    expect(streakAfter(NEW, failed(0, 25)).failingSince).toEqual(hour(25));
    expect(isHopeless(streakAfter(NEW, failed(0, 168)), hour(168))).toBe(false);
  });

  it('does not begin with an attempt that was under way before the last success', () => {
    const healthy = streakAfter(NEW, [succeeded(2)]);
    expect(streakAfter(healthy, failed(1)).failingSince).toBeNull();
  });

  it('says nothing else when its attempts are counted in several batches', () => {
    const attempts = fc.array(fc.record({ hours: fc.nat(200), succeeded: fc.boolean() }), { maxLength: 30 });
    fc.assert(
      fc.property(attempts, fc.nat(30), (all, cut) => {
        const sorted = all
          .map(({ hours, succeeded: success }) => ({ at: hour(hours), succeeded: success }))
          .toSorted((a, b) => a.at.getTime() - b.at.getTime());
        const parts = streakAfter(streakAfter(NEW, sorted.slice(0, cut)), sorted.slice(cut));
        expect(parts).toEqual(streakAfter(NEW, sorted));
      }),
    );
  });
});

describe('a webhook', () => {
  it('is hopeless after five days of failures and not a moment before', () => {
    const streak = streakAfter(NEW, failed(...every(10, 120)));
    expect(isHopeless(streak, hour(120))).toBe(true);
    expect(isHopeless(streak, new Date(hour(120).getTime() - 1))).toBe(false);
  });

  it('is not hopeless while one attempt of five days succeeds', () => {
    const streak = streakAfter(NEW, [
      ...failed(...every(10, 60)),
      succeeded(65),
      ...failed(70, 80, 90, 100, 120),
    ]);
    expect(isHopeless(streak, hour(120))).toBe(false);
  });
});
