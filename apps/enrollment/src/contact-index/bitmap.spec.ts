import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { Bitmap } from './bitmap.js';

const someRows = fc.uniqueArray(fc.integer({ min: 0, max: 200 }), { maxLength: 60 });
const bitmapOf = (rows: readonly number[]): Bitmap => {
  const bitmap = Bitmap.empty();
  for (const row of rows) bitmap.set(row, true);
  return bitmap;
};
const rowsIn = (bitmap: Bitmap): number[] => bitmap.below(10_000, 10_000);
const descending = (rows: Iterable<number>): number[] => [...rows].toSorted((one, other) => other - one);

describe('a set of rows', () => {
  it('keeps what is put in and not taken out', () => {
    fc.assert(
      fc.property(someRows, someRows, (added, removed) => {
        const bitmap = bitmapOf(added);
        for (const row of removed) bitmap.set(row, false);
        const kept = added.filter((row) => !removed.includes(row));

        expect(rowsIn(bitmap)).toEqual(descending(kept));
        expect(bitmap.count()).toBe(kept.length);
      }),
    );
  });

  it('joins with others as sets do', () => {
    fc.assert(
      fc.property(fc.array(someRows, { minLength: 1, maxLength: 4 }), (sets) => {
        const bitmaps = sets.map(bitmapOf);
        const inAll = (sets[0] ?? []).filter((row) => sets.every((set) => set.includes(row)));

        expect(rowsIn(Bitmap.all(bitmaps))).toEqual(descending(inAll));
        expect(rowsIn(Bitmap.any(bitmaps))).toEqual(descending(new Set(sets.flat())));
      }),
    );
  });

  it('is left with what another one does not have', () => {
    fc.assert(
      fc.property(someRows, someRows, (rows, others) => {
        const left = rows.filter((row) => !others.includes(row));
        expect(rowsIn(bitmapOf(rows).without(bitmapOf(others)))).toEqual(descending(left));
      }),
    );
  });

  it('pages from above, without a row twice or left out', () => {
    fc.assert(
      fc.property(someRows, fc.integer({ min: 1, max: 7 }), (rows, size) => {
        const bitmap = bitmapOf(rows);
        const paged: number[] = [];
        for (
          let page = bitmap.below(201, size);
          page.length > 0;
          page = bitmap.below(paged.at(-1) ?? 0, size)
        ) {
          paged.push(...page);
        }
        expect(paged).toEqual(descending(rows));
      }),
    );
  });
});
