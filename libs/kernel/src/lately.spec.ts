import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { Lately } from './lately.js';

const LIMIT = 6;
const KEYS = ['a', 'b', 'c', 'd'];
const key = fc.constantFrom(...KEYS);
/** Kept, or forgotten. */
const steps = fc.array(fc.tuple(key, fc.option(fc.string({ maxLength: 4 }))), { maxLength: 30 });

/** The same, told from all that ever happened. */
function remembered(history: readonly (readonly [string, string | null])[]) {
  let [young, old] = [new Map<string, string>(), new Map<string, string>()];
  const weightOf = (kept: ReadonlyMap<string, string>): number => [...kept.values()].join('').length;
  for (const [of, value] of history) {
    if (value === null) for (const generation of [young, old]) generation.delete(of);
    else young.set(of, value);
    if (weightOf(young) > LIMIT) [young, old] = [new Map(), young];
  }
  return { get: (of: string) => young.get(of) ?? old.get(of), weight: weightOf(young) + weightOf(old) };
}

describe('what was kept lately', () => {
  it('is what was kept since the turn before the last, as it was kept last, and weighs what it holds', () => {
    fc.assert(
      fc.property(steps, (history) => {
        const lately = new Lately<string>(LIMIT, ({ length }) => length);
        for (const [of, value] of history) {
          if (value === null) lately.forget(of);
          else lately.keep(of, value);
        }
        const expected = remembered(history);

        expect(KEYS.map((each) => lately.get(each))).toEqual(KEYS.map(expected.get));
        expect(lately.weight).toBe(expected.weight);
      }),
    );
  });
});
