import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { batchesOf } from './message-size.js';

const rows = fc.array(fc.record({ note: fc.string({ unit: 'grapheme', maxLength: 40 }) }), { maxLength: 30 });
const limits = fc.record({
  maxBytes: fc.integer({ min: 60, max: 500 }),
  maxItems: fc.integer({ min: 1, max: 9 }),
});
const bytes = (some: readonly unknown[]): number => Buffer.byteLength(JSON.stringify(some));

describe('batches that fit into a message', () => {
  it('hold every item once, in order, within both limits', () => {
    fc.assert(
      fc.property(rows, limits, (all, { maxBytes, maxItems }) => {
        const batches = batchesOf(all, { maxBytes, maxItems });
        expect(batches.flat()).toEqual(all);
        for (const batch of batches) {
          expect(batch.length).toBeLessThanOrEqual(maxItems);
          if (batch.length > 1) expect(bytes(batch)).toBeLessThanOrEqual(maxBytes);
        }
      }),
    );
  });

  it('are as few as their order allows', () => {
    fc.assert(
      fc.property(rows, limits, (all, { maxBytes, maxItems }) => {
        const batches = batchesOf(all, { maxBytes, maxItems });
        for (const [at, batch] of batches.slice(0, -1).entries()) {
          const withNext = [...batch, ...(batches[at + 1] ?? []).slice(0, 1)];
          expect(withNext.length > maxItems || bytes(withNext) > maxBytes - 2).toBe(true);
        }
      }),
    );
  });
});
