import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { SortedIds } from './sorted-ids.js';

/** In batches, as they are read; the ids of a batch may belong before those of an earlier one. */
const batches = fc
  .uniqueArray(fc.uuid(), { maxLength: 40 })
  .chain((ids) =>
    fc
      .array(fc.integer({ min: 0, max: 3 }), { minLength: ids.length, maxLength: ids.length })
      .map((turns) => [0, 1, 2, 3].map((turn) => ids.filter((_, place) => turns[place] === turn))),
  );

describe('ids that are pushed in any order', () => {
  it('stand in the order of their texts, and are found where they stand', () => {
    fc.assert(
      fc.property(batches, (pushed) => {
        const ids = new SortedIds();
        let mirror: string[] = [];
        for (const batch of pushed) {
          const sortedSize = ids.size;
          batch.forEach((id) => ids.push(id));
          mirror.push(...batch);
          const { start, order } = ids.bringToOrder(sortedSize);
          mirror = [
            ...mirror.slice(0, start),
            ...order.map((row) => mirror[row] ?? ''),
            ...mirror.slice(start + order.length),
          ];
        }
        const sorted = pushed.flat().toSorted();

        expect(sorted.map((_, row) => ids.get(row))).toEqual(sorted);
        expect(mirror).toEqual(sorted); // what moved is told, so that other columns can follow
        expect(sorted.map((id) => ids.find(id, ids.size))).toEqual(sorted.map((_, row) => row));
      }),
    );
  });

  it('tell where one that is missing would stand', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.uuid(), { minLength: 1, maxLength: 20 }), ([missing = '', ...others]) => {
        const ids = new SortedIds();
        others.forEach((id) => ids.push(id));
        ids.bringToOrder(0);

        expect(ids.find(missing, ids.size)).toBeUndefined();
        expect(ids.firstNotBelow(missing)).toBe(others.filter((id) => id < missing).length);
      }),
    );
  });

  it('are found by their bytes, in whatever order, and others are passed over', () => {
    const known = fc.uniqueArray(fc.uuid(), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(
        known,
        fc.array(fc.uuid(), { maxLength: 5 }),
        fc.func(fc.integer()),
        (ids, others, place) => {
          const sorted = ids.toSorted();
          const table = new SortedIds();
          sorted.forEach((id) => table.push(id));
          const wanted = [...ids.filter((id) => place(id) % 2 === 0), ...others];
          const shuffled = wanted.toSorted((one, other) => place(one) - place(other));
          const bytes = Buffer.from(shuffled.join('').replaceAll('-', ''), 'hex');

          const found = [...table.rowsOf(bytes)].map((row) => sorted[row]);
          expect(found).toEqual(shuffled.filter((id) => ids.includes(id)));
        },
      ),
    );
  });
});
