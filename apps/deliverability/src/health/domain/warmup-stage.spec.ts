import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { daysWarming, STAGES, thresholdOf, warmupStage, type WarmupRecord } from './warmup-stage.js';

const DAY_MS = 86_400_000;
const now = new Date('2026-05-04T10:00:00.000Z');

const recordOf = (days: number | null, sends: number, reputation: number | null): WarmupRecord => ({
  startedAt: days === null ? null : new Date(now.getTime() - days * DAY_MS),
  sends,
  reputation,
});
const stageOf = (days: number | null, sends: number, reputation: number | null) =>
  warmupStage(recordOf(days, sends, reputation), now);

const days = fc.integer({ min: 0, max: 60 });
const sends = fc.integer({ min: 0, max: 1_000 });
const reputation = fc.integer({ min: 0, max: 100 });

describe('the warmup stage', () => {
  it.each([
    [null, 0, null, 0],
    [40, 0, 100, 0],
    [0, 1, 0, 1],
    [5, 30, 60, 2],
    [4, 30, 60, 1],
    [5, 29, 60, 1],
    [5, 30, 59, 1],
    [14, 150, 75, 3],
    [14, 40, 100, 2],
    [13, 150, 75, 2],
    [14, 150, 74, 2],
    [21, 300, 80, 4],
    [20, 300, 80, 3],
    [21, 299, 80, 3],
    [21, 300, 79, 3],
    [30, 500, 85, 5],
    [29, 500, 85, 4],
    [30, 499, 85, 4],
    [30, 500, 84, 4],
    [400, 90_000, null, 1],
  ] as const)('after %p days, %i sends and reputation %p is %i', (days, sends, reputation, stage) => {
    expect(stageOf(days, sends, reputation)).toBe(stage);
  });

  it('never falls when an account gets older, sends more or has a better reputation', () => {
    fc.assert(
      fc.property(days, sends, reputation, days, sends, reputation, (d, s, r, moreD, moreS, moreR) => {
        expect(stageOf(d + moreD, s + moreS, r + moreR)).toBeGreaterThanOrEqual(stageOf(d, s, r));
      }),
    );
  });

  it('is reached exactly when its threshold is met', () => {
    fc.assert(
      fc.property(days, sends, reputation, fc.constantFrom(...STAGES), (d, s, r, { stage }) => {
        const threshold = thresholdOf(stage, now);
        const { startedAt } = recordOf(d, s, r);
        const met =
          startedAt !== null &&
          startedAt <= threshold.started_by &&
          s >= threshold.sends &&
          r >= threshold.reputation;

        expect(stageOf(d, s, r) >= stage).toBe(met);
      }),
    );
  });

  it('counts whole days, and none before the first send or for a start in the future', () => {
    expect(daysWarming(new Date(now.getTime() - 14 * DAY_MS + 1), now)).toBe(13);
    expect(daysWarming(null, now)).toBe(0);
    expect(daysWarming(new Date(now.getTime() + DAY_MS), now)).toBe(0);
  });
});
