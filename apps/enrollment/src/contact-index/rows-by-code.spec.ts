import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { RowsByCode } from './rows-by-code.js';

const code = fc.nat(6);

describe('the rows of some codes', () => {
  it('are those that have one of them now, however many were written since all were looked through', () => {
    fc.assert(
      fc.property(
        fc.array(code, { maxLength: 50 }),
        fc.array(fc.tuple(fc.nat(60), code), { maxLength: 20 }),
        fc.uniqueArray(code),
        (before, writes, wanted) => {
          const codes = [...before];
          // Codes of 4 and above are newer than all that was looked through.
          const known = Uint32Array.from(before, (each) => Math.min(each, 3));
          for (const [row, each] of known.entries()) codes[row] = each;
          const rows = new RowsByCode(known, known.length, 4);
          for (const [place, each] of writes) {
            const row = Math.min(place, codes.length);
            codes[row] = each;
            rows.noteWritten(row);
          }
          const having = [...codes.keys()].filter((row) => wanted.includes(codes[row] ?? -1));

          expect(rows.of(wanted, (row) => codes[row]).toSorted((a, b) => a - b)).toEqual(having);
          expect(rows.countOf(wanted)).toBeGreaterThanOrEqual(having.length);
        },
      ),
    );
  });
});
