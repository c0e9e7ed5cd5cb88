import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { Lately } from './lately.js';

const keys = fc.constantFrom('a', 'b', 'c', 'd');
const steps = fc.array(fc.option(fc.tuple(keys, fc.string())), { maxLength: 30 });

describe('what was kept lately', () => {
  it('is what was kept since the turn before the last, as it was kept last', () => {
    fc.assert(
      fc.property(steps, (history) => {
        const lately = new Lately<string>();
        for (const step of history) {
          if (step === null) lately.turn();
          else lately.keep(...step);
        }
        const turns = [...history.keys()].filter((place) => history[place] === null);
        const remembered = history.slice((turns.at(-2) ?? -1) + 1);

        for (const key of ['a', 'b', 'c', 'd']) {
          expect(lately.get(key)).toBe(remembered.findLast((step) => step?.[0] === key)?.[1]);
        }
      }),
    );
  });

  it('weighs what is kept since the last turn, without what was forgotten', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(keys, fc.option(fc.string())), { maxLength: 20 }), (history) => {
        const lately = new Lately<string>(({ length }) => length);
        const kept = new Map<string, string>();
        lately.keep('before', 'the turn');
        lately.turn();
        for (const [key, value] of history) {
          if (value === null) {
            lately.forget(key);
            kept.delete(key);
            expect(lately.get(key)).toBeUndefined();
          } else {
            lately.keep(key, value);
            kept.set(key, value);
          }
        }
        const weight = [...kept.values()].reduce((sum, { length }) => sum + length, 0);
        expect(lately.weight).toBe(weight);
        expect(lately.totalWeight).toBe('the turn'.length + weight);
      }),
    );
  });
});
