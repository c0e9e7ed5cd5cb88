import { describe, expect, it } from '@jest/globals';
import { keepsPlaces, matchExisting, unmatchedIds } from './match-existing.js';

const KNOWN = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];
const idsOf = (given: readonly { id?: string }[]) => matchExisting(KNOWN, given).map((each) => each?.id);

describe('the items of a changed list', () => {
  it('are matched by position when no item has an id', () => {
    expect(idsOf([{}, {}])).toEqual(['a', 'b']);
    expect(idsOf([{}, {}, {}, {}])).toEqual(['a', 'b', 'c', undefined]);
  });

  it('are matched by id when one item has an id', () => {
    expect(idsOf([{ id: 'c' }, {}, { id: 'a' }])).toEqual(['c', undefined, 'a']);
  });

  it('are refused with an id that does not exist, or that is given twice', () => {
    const errors = unmatchedIds(KNOWN, [{ id: 'x' }, {}, { id: 'a' }, { id: 'a' }], 'steps');
    expect(errors.map(({ field }) => field)).toEqual(['steps.0.id', 'steps.3.id']);
  });
});

describe('places', () => {
  it.each([
    [['a', 'b', 'c'], true],
    [['a', 'b', 'c', 'new'], true],
    [['a', 'b'], false],
    [['a', 'c', 'b'], false],
    [['a', 'new', 'b', 'c'], false],
  ])('among %j are kept: %s', (next, kept) => {
    const made = next.map((id) => ({ id }));
    expect(keepsPlaces(KNOWN, made)).toBe(kept);
  });
});
