import { describe, expect, it } from '@jest/globals';
import { keepsPlaces, recognise, unrecognised } from './match-existing.js';

const KNOWN = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];
const idsOf = (given: readonly { id?: string }[]) => recognise(KNOWN, given).map((each) => each?.id);

describe('what a list was before', () => {
  it('is told by places while nobody names an id', () => {
    expect(idsOf([{}, {}])).toEqual(['a', 'b']);
    expect(idsOf([{}, {}, {}, {}])).toEqual(['a', 'b', 'c', undefined]);
  });

  it('is told by ids as soon as somebody does', () => {
    expect(idsOf([{ id: 'c' }, {}, { id: 'a' }])).toEqual(['c', undefined, 'a']);
  });

  it('cannot be told by an id that names nothing, or the same thing twice', () => {
    const errors = unrecognised(KNOWN, [{ id: 'x' }, {}, { id: 'a' }, { id: 'a' }], 'steps');
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
