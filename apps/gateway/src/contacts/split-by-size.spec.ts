import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { splitBySize } from './split-by-size.js';

const rows = fc.array(fc.record({ email: fc.string({ maxLength: 20 }), note: fc.string({ maxLength: 40 }) }));

describe('splitting rows by size', () => {
  it('keeps every row in its order, and every part within the limit', () => {
    fc.assert(
      fc.property(rows, (all) => {
        const parts = splitBySize(all, 500);
        expect(parts.flat()).toEqual(all);
        for (const part of parts) expect(Buffer.byteLength(JSON.stringify(part))).toBeLessThanOrEqual(501);
      }),
    );
  });

  it('makes one part of what fits into one', () => {
    expect(splitBySize([1, 2, 3], 100)).toEqual([[1, 2, 3]]);
  });

  it('refuses a row that fits into none', () => {
    expect(() => splitBySize(['a', 'b'.repeat(100)], 50)).toThrow(
      expect.objectContaining({ code: 'payload_too_large', message: 'row 1 has more than 50 bytes' }),
    );
  });
});
