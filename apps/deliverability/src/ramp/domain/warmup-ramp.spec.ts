import { describe, expect, it } from '@jest/globals';
import { STAGES, warmupStage } from '../../health/domain/warmup-stage.js';
import { rampLimit, rampSteps } from './warmup-ramp.js';

const DAY_MS = 86_400_000;
const now = new Date('2026-05-04T10:00:00.000Z');

const limitOf = (days: number | null, sends: number, reputation: number | null): number | null =>
  rampLimit(
    warmupStage(
      { startedAt: days === null ? null : new Date(now.getTime() - days * DAY_MS), sends, reputation },
      now,
    ),
  );

describe('the warmup ramp', () => {
  it.each([
    ['an account that has sent nothing', null, 0, null, 10],
    ['the first message', 0, 1, null, 15],
    ['stage 2 but for a day', 4, 30, 60, 15],
    ['stage 2 but for a message', 5, 29, 60, 15],
    ['stage 2 but for a point', 5, 30, 59, 15],
    ['stage 2', 5, 30, 60, 25],
    ['more than stage 2', 6, 31, 61, 25],
    ['stage 3 but for a day', 13, 150, 75, 25],
    ['stage 3 but for a message', 14, 149, 75, 25],
    ['stage 3 but for a point', 14, 150, 74, 25],
    ['stage 3', 14, 150, 75, 40],
    ['more than stage 3', 15, 151, 76, 40],
    ['stage 4 but for a day', 20, 300, 80, 40],
    ['stage 4 but for a message', 21, 299, 80, 40],
    ['stage 4 but for a point', 21, 300, 79, 40],
    ['stage 4', 21, 300, 80, 60],
    ['more than stage 4', 22, 301, 81, 60],
    ['stage 5 but for a day', 29, 500, 85, 60],
    ['stage 5 but for a message', 30, 499, 85, 60],
    ['stage 5 but for a point', 30, 500, 84, 60],
    ['stage 5', 30, 500, 85, null],
    ['more than stage 5', 31, 501, 86, null],
  ] as const)('allows by %s', (_, days, sends, reputation, limit) => {
    expect(limitOf(days, sends, reputation)).toBe(limit);
  });

  it('never falls with a stage, and has a step for each of them', () => {
    const limits = rampSteps(now).map(({ ramp_limit }) => ramp_limit ?? Infinity);

    expect(limits).toHaveLength(STAGES.length);
    expect(limits).toEqual(limits.toSorted((a, b) => a - b));
  });
});
