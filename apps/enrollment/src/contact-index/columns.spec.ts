import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Bitmap } from './bitmap.js';
import { SharedValues } from './columns.js';
import { JointRows } from './joint-rows.js';

const itself = (value: number): number => value;
const rowsIn = (sets: readonly Bitmap[]): number[] =>
  new JointRows([sets]).below(10_000, 10_000).toReversed();

/** A row that is written, or the last rows turned round, as where an older contact comes in late. */
const changes = fc.array(
  fc.oneof(
    fc.record({ row: fc.nat(60), value: fc.nat(20) }),
    fc.record({ last: fc.integer({ min: 1, max: 5 }) }),
  ),
  { maxLength: 40 },
);

describe('a column of few values', () => {
  it('knows the rows of each value that passes, whatever was written since it was asked first', () => {
    fc.assert(
      fc.property(changes, fc.nat(20), (history, limit) => {
        const column = new SharedValues<number>(itself, itself);
        const rows: number[] = [];
        const write = (row: number, value: number): void => {
          column.set(row, value);
          rows[row] = value;
        };
        write(0, 3);
        for (const change of history) {
          column.rowsOfFew(rows.length, () => true);
          if ('row' in change) write(Math.min(change.row, rows.length), change.value);
          else {
            const start = Math.max(0, rows.length - change.last);
            const order = [...rows.keys()].slice(start).toReversed();
            column.reorder(start, order);
            rows.push(...rows.splice(start).toReversed());
          }
        }
        const passes = (value: number): boolean => value < limit;
        const expected = [...rows.keys()].filter((row) => passes(rows[row] ?? NaN));

        // Of more than a few values that pass they are found by a look at every row.
        const found = column.rowsOfFew(rows.length, passes) ?? [column.rowsWhere(rows.length, passes)];
        expect(rowsIn(found)).toEqual(expected);
      }),
    );
  });

  it('is one of many when a value too many is written, and right before and after', () => {
    const column = new SharedValues<number>(itself, itself);
    const isSeven = (value: number): boolean => value === 7;
    for (let row = 0; row < 128; row += 1) column.set(row, row);
    expect(rowsIn(column.rowsOfFew(128, isSeven) ?? [])).toEqual([7]);
    column.set(128, 128);
    expect(column.rowsOfFew(129, isSeven)).toBeUndefined();
    expect(rowsIn([column.rowsWhere(129, isSeven)])).toEqual([7]);
  });
});
