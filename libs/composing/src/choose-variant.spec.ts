import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { newId } from '#kernel';
import { chooseVariant } from './choose-variant.js';

/** Variants with weights; their ids, like those of sends, are as good as any other text. */
const variants = fc
  .uniqueArray(fc.uuid(), { minLength: 1, maxLength: 6 })
  .chain((ids) =>
    fc.tuple(...ids.map((id) => fc.record({ id: fc.constant(id), weight: fc.integer({ min: 1, max: 9 }) }))),
  );
const sends = Array.from({ length: 1_000 }, () => newId('send'));

describe('the variant of a send', () => {
  it('is the same in every call, in any order of the variants', () => {
    fc.assert(
      fc.property(variants, fc.uuid(), (some, send) => {
        expect(chooseVariant(some.map((each) => ({ ...each })).toReversed(), send)?.id).toBe(
          chooseVariant(some, send)?.id,
        );
      }),
    );
  });

  it('follows the weights', () => {
    fc.assert(
      fc.property(variants, (some) => {
        const sum = some.reduce((total, { weight }) => total + weight, 0);
        const chosen = sends.map((send) => chooseVariant(some, send)?.id);
        for (const { id, weight } of some) {
          const expected = (sends.length * weight) / sum;
          const count = chosen.filter((each) => each === id).length;
          // Six standard deviations: as good as never by chance.
          expect(Math.abs(count - expected)).toBeLessThan(6 * Math.sqrt(expected) + 1);
        }
      }),
      { numRuns: 10 },
    );
  });

  it('changes only for those sends that a new variant wins', () => {
    fc.assert(
      fc.property(variants, fc.uuid(), fc.uuid(), (some, added, send) => {
        const after = chooseVariant([...some, { id: added, weight: 3 }], send)?.id;
        expect([chooseVariant(some, send)?.id, added]).toContain(after);
      }),
    );
  });

  it('is none where there are none', () => {
    expect(chooseVariant([], 'send_1')).toBeUndefined();
  });
});
