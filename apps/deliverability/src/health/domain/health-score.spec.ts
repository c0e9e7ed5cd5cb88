import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { healthScore, UNPROVEN_SCORE, type AuthResult, type HealthRecord } from './health-score.js';

const unknown: HealthRecord = {
  spf: 'unknown',
  dkim: 'unknown',
  dmarc: 'unknown',
  reputation: null,
  sent: 0,
  bounced: 0,
  complained: null,
  placed_inbox: 0,
  placed_spam: 0,
  delivered: 0,
  opened: 0,
  replied: 0,
};
const passing = { spf: 'pass', dkim: 'pass', dmarc: 'pass' } as const;

const result = fc.constantFrom<AuthResult>('pass', 'fail', 'unknown');
const records = fc.record({
  spf: result,
  dkim: result,
  dmarc: result,
  reputation: fc.option(fc.integer({ min: 0, max: 100 })),
  sent: fc.integer({ min: 0, max: 500 }),
  bounced: fc.integer({ min: 0, max: 500 }),
  complained: fc.option(fc.nat(5)),
  placed_inbox: fc.nat(30),
  placed_spam: fc.nat(30),
  delivered: fc.nat(500),
  opened: fc.nat(500),
  replied: fc.nat(100),
});

describe('the health score', () => {
  it.each<[string, Partial<HealthRecord>, number]>([
    ['nothing at all', {}, UNPROVEN_SCORE],
    ['passing authentication alone', passing, 100],
    ['one failure of two known', { spf: 'pass', dkim: 'fail' }, 50],
    ['reputation alone', { reputation: 64 }, 64],
    ['authentication and reputation', { ...passing, reputation: 45 }, 75],
    ['too few sends for a list hygiene', { reputation: 64, sent: 19, bounced: 19 }, 64],
    ['a list that bounces at half of the worst rate', { sent: 100, bounced: 5 }, 50],
    ['all three', { ...passing, reputation: 92, sent: 1_000, bounced: 30 }, 89],
    ['more bounces than sends, reported late', { sent: 20, bounced: 40 }, 0],
  ])('from %s', (_, known, score) => {
    expect(healthScore({ ...unknown, ...known })).toBe(score);
  });

  it('is a whole number between 0 and 100, and more bounces never raise it', () => {
    fc.assert(
      fc.property(records, fc.nat(100), (record, more) => {
        const score = healthScore(record);

        expect(Number.isInteger(score)).toBe(true);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100);
        expect(healthScore({ ...record, bounced: record.bounced + more })).toBeLessThanOrEqual(score);
      }),
    );
  });
});
