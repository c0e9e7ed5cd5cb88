import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { splitPeriod } from './period.js';

const QUARTER_MS = 900_000;
const instant = fc.date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });

describe('a period', () => {
  it('is divided into whole quarters of an hour and less than a quarter at each end, without a gap', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: 1, max: 10 * QUARTER_MS }), (from, lengthMs) => {
        const to = new Date(from.getTime() + lengthMs);
        const { quarters, parts } = splitPeriod({ from, to });
        const spans = [...parts, quarters]
          .filter((span) => span.from < span.to)
          .toSorted((a, b) => a.from.getTime() - b.from.getTime());

        expect([spans[0]?.from, spans.at(-1)?.to]).toEqual([from, to]);
        spans.slice(1).forEach((span, index) => expect(span.from).toEqual(spans[index]?.to));
        if (quarters.from < quarters.to) {
          expect([quarters.from.getTime() % QUARTER_MS, quarters.to.getTime() % QUARTER_MS]).toEqual([0, 0]);
        }
        for (const part of parts) expect(part.to.getTime() - part.from.getTime()).toBeLessThan(QUARTER_MS);
      }),
    );
  });
});
