import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { fitting } from './fitting.js';

const texts = fc.array(fc.string({ unit: 'grapheme', maxLength: 30 }), { maxLength: 20 });

describe('rows that fit', () => {
  it('are as many of the first ones as the limit allows, and never none of some', () => {
    fc.assert(
      fc.property(texts, fc.nat(300), (rows, maxBytes) => {
        const taken = fitting(rows, maxBytes);
        const bytesOf = (some: readonly string[]): number => Buffer.byteLength(JSON.stringify(some)) - 1;

        expect(taken).toEqual(rows.slice(0, taken.length));
        if (taken.length > 1) expect(bytesOf(taken)).toBeLessThanOrEqual(maxBytes);
        if (taken.length < rows.length) {
          expect(taken.length).toBeGreaterThan(0);
          expect(bytesOf(rows.slice(0, taken.length + 1))).toBeGreaterThan(maxBytes);
        }
      }),
    );
  });
});
