import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { ExplainedRecord } from './advice.js';
import { explanationOf } from './explanation.js';

const UNIT = 1_000_000;
const unknown: ExplainedRecord = {
  spf: 'unknown',
  dkim: 'unknown',
  dmarc: 'unknown',
  reputation: null,
  start_reputation: null,
  has_sent: false,
  weighted_sent: 0,
  weighted_bounced: 0,
  weighted_complained: 0,
  sent: 0,
  bounced: 0,
  complained: 0,
  placed_inbox: 0,
  placed_spam: 0,
  delivered: 0,
  opened: 0,
  replied: 0,
};
const adviceOf = (record: Partial<ExplainedRecord>) =>
  Object.fromEntries(
    explanationOf({ ...unknown, ...record }).components.map(({ component, advice }) => [component, advice]),
  );

const result = fc.constantFrom('pass' as const, 'fail' as const, 'unknown' as const);
const records = fc
  .record({
    spf: result,
    dkim: result,
    dmarc: result,
    reputation: fc.option(fc.integer({ min: 0, max: 100 })),
    sent: fc.nat(500),
    bounced: fc.nat(50),
    complained: fc.nat(3),
    placed_inbox: fc.nat(30),
    placed_spam: fc.nat(30),
    delivered: fc.nat(500),
    opened: fc.nat(200),
    replied: fc.nat(20),
  })
  .map((known): ExplainedRecord => ({ ...unknown, ...known }));

describe('the explanation of a score', () => {
  it('costs in all its components together what is missing to 100', () => {
    fc.assert(
      fc.property(records, (record) => {
        const { score, components } = explanationOf(record);
        const costs = components.reduce((sum, component) => sum + component.costs, 0);
        if (score === null) expect(costs).toBe(0);
        else expect(Math.abs(100 - costs - score)).toBeLessThan(1);
      }),
    );
  });

  it('says how to raise each component that is not at its best, and nothing about the others', () => {
    fc.assert(
      fc.property(records, (record) => {
        for (const { points, advice } of explanationOf(record).components) {
          if (points === 100) expect(advice.length).toBeLessThanOrEqual(2);
          else expect(advice).not.toEqual([]);
          expect(advice.join()).not.toMatch(/NaN|Infinity|undefined/);
        }
      }),
    );
  });

  it('says what is missing where nothing is known', () => {
    expect(explanationOf(unknown).score).toBeNull();
    expect(adviceOf({ sent: 8 })).toMatchObject({
      reputation: ['the first message starts the reputation at 70'],
      list_hygiene: ['list hygiene counts from 20 messages in 7 days; 12 are missing'],
      inbox_placement: ['inbox placement counts from 10 warmup messages in 30 days; 10 are missing'],
      engagement: ['engagement counts from 50 delivered messages in 30 days; 50 are missing'],
    });
  });

  it('names figures that the score would have', () => {
    expect(
      adviceOf({
        spf: 'pass',
        dkim: 'fail',
        dmarc: 'pass',
        reputation: 85,
        has_sent: true,
        weighted_sent: 50 * UNIT,
        sent: 200,
        bounced: 6,
        placed_inbox: 8,
        placed_spam: 2,
        delivered: 194,
        opened: 40,
        replied: 3,
      }),
    ).toEqual({
      authentication: ['a passing DKIM would bring authentication to 100'],
      reputation: ['100 more messages without a bounce or a complaint would bring the reputation to 92.5'],
      list_hygiene: ['no bounces and no complaints in the next 200 messages would bring list hygiene to 85'],
      inbox_placement: ['10 more warmup messages in the inbox would bring inbox placement to 90'],
      engagement: ['7 more replies or 38 more opens to 194 messages would bring engagement to 100'],
    });
  });
});
