import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { DAY_WEIGHTS, reputationOf, type ReputationRecord } from './reputation.js';

const UNIT = 1_000_000;
const today = (sent: number, bounced = 0, complained = 0) => ({
  weighted_sent: sent * UNIT,
  weighted_bounced: bounced * UNIT,
  weighted_complained: complained * UNIT,
});
const of = (record: Partial<ReputationRecord>) =>
  reputationOf({ start_reputation: null, has_sent: true, ...today(0), ...record });

describe('the reputation of an account', () => {
  it('is unknown until something is sent or reported', () => {
    expect(of({ has_sent: false })).toBeNull();
    expect(of({ has_sent: false, start_reputation: 82 })).toBe(82);
    expect(of({})).toBe(70);
  });

  it('begins at what was reported, which weighs as much as fifty messages', () => {
    expect(of(today(50))).toBe(85);
    expect(of({ start_reputation: 90, ...today(50) })).toBe(95);
    expect(of(today(450))).toBe(97);
  });

  it('stands still at a bounce of ten, and falls by a complaint as by 33 bounces', () => {
    expect(of({ start_reputation: 0, ...today(100, 10) })).toBe(0);
    expect(of(today(100, 5))).toBeCloseTo(56.67, 2);
    expect(of(today(1_000, 0, 1))).toBeCloseTo((3_500 + 100_000 - 10_000) / 1_050, 10);
  });

  it('weighs a day by 0.9 for each day of its age, over thirty days', () => {
    expect(DAY_WEIGHTS).toHaveLength(30);
    for (const [age, weight] of DAY_WEIGHTS.entries()) expect(weight / UNIT).toBeCloseTo(0.9 ** age, 6);
  });

  it('is between 0 and 100, falls with every bounce, and never falls with a message that arrives', () => {
    const counts = fc.nat(5_000);
    fc.assert(
      fc.property(
        counts,
        counts,
        fc.nat(20),
        fc.nat(100),
        fc.nat(50),
        (sent, bounced, complained, start, more) => {
          const now = of({ start_reputation: start, ...today(sent, bounced, complained) }) ?? NaN;
          expect(now).toBeGreaterThanOrEqual(0);
          expect(now).toBeLessThanOrEqual(100);
          const worse = of({ start_reputation: start, ...today(sent, bounced + more, complained) });
          expect(worse).toBeLessThanOrEqual(now);
          const better = of({ start_reputation: start, ...today(sent + more, bounced, complained) });
          expect(better).toBeGreaterThanOrEqual(now);
        },
      ),
    );
  });
});
