import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { Bitmap } from './bitmap.js';
import { JointRows } from './joint-rows.js';
import { RowList } from './row-list.js';
import type { RowSet } from './row-set.js';

/** Over some blocks of 32,768 rows; close to each other as well, so that sets have rows in common. */
const MAX_ROW = 100_000;
const someRows = fc.uniqueArray(
  fc.oneof(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 32_700, max: MAX_ROW })),
  { maxLength: 60 },
);
const bitmapOf = (rows: readonly number[]): Bitmap => {
  const bitmap = Bitmap.empty();
  for (const row of rows) bitmap.set(row, true);
  return bitmap;
};
const rowsIn = (...parts: RowSet[][]): number[] => new JointRows(parts).below(MAX_ROW + 1, 10_000);
const descending = (rows: Iterable<number>): number[] => [...rows].toSorted((one, other) => other - one);

describe('a set of rows', () => {
  it('keeps what is put in and not taken out', () => {
    fc.assert(
      fc.property(someRows, someRows, (added, removed) => {
        const bitmap = bitmapOf(added);
        for (const row of removed) bitmap.set(row, false);

        expect(rowsIn([bitmap])).toEqual(descending(added.filter((row) => !removed.includes(row))));
      }),
    );
  });

  it('of each code has the rows of that code', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 100 }), (codes) => {
        const each = Bitmap.ofEachCode(codes.length, Uint32Array.from(codes), 5);

        for (const [code, rows] of each.entries()) {
          const having = [...codes.keys()].filter((row) => codes[row] === code);
          expect(rowsIn([rows])).toEqual(descending(having));
        }
      }),
    );
  });
});

describe('rows that are joined', () => {
  const set = fc.record({ rows: someRows, isList: fc.boolean() });
  const parts = fc.array(fc.array(set, { maxLength: 3 }), { minLength: 1, maxLength: 4 });
  const setOf = ({ rows, isList }: { rows: number[]; isList: boolean }): RowSet =>
    isList ? RowList.of(rows) : bitmapOf(rows);

  it('are in a set of each part, and counted right', () => {
    fc.assert(
      fc.property(parts, (sets) => {
        const joint = new JointRows(sets.map((part) => part.map(setOf)));
        const anyOf = sets.map((part) => new Set(part.flatMap(({ rows }) => rows)));
        const inAll = descending(anyOf[0] ?? []).filter((row) => anyOf.every((part) => part.has(row)));

        expect(joint.below(MAX_ROW + 1, 10_000)).toEqual(inAll);
        const { total, rows } = joint.tally();
        expect(total).toBe(inAll.length);
        expect(rows?.below(MAX_ROW + 1, 10_000)).toEqual(inAll);
        expect(rowsIn([joint.toBitmap()])).toEqual(inAll);
      }),
    );
  });

  it('are paged from above, without a row twice or left out', () => {
    fc.assert(
      fc.property(someRows, someRows, fc.integer({ min: 1, max: 7 }), (rows, others, size) => {
        const joint = new JointRows([[bitmapOf(rows), RowList.of(others)]]);
        const paged: number[] = [];
        let page = joint.below(MAX_ROW + 1, size);
        while (page.length > 0) {
          paged.push(...page);
          page = joint.below(paged.at(-1) ?? 0, size);
        }
        expect(paged).toEqual(descending(new Set([...rows, ...others])));
      }),
    );
  });
});
