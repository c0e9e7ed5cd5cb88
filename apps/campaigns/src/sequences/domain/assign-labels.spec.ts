import { describe, expect, it } from '@jest/globals';
import { assignLabels } from './assign-labels.js';

describe('the labels of variants', () => {
  it.each([
    [[{}, {}, {}], 'A B C'],
    [[{ label: 'Short' }, {}], 'Short B'],
    [[{ label: 'B' }, {}, { label: 'D' }, {}], 'B C D E'],
    [[{ before: 'Short' }, { before: 'Long' }], 'Short Long'],
    [[{ label: 'B', before: 'A' }, { before: 'B' }, {}], 'B C D'],
  ])('%j are %s', (variants, labels) => {
    expect(assignLabels(variants).join(' ')).toBe(labels);
  });

  it('are different ones, however many there are', () => {
    const labels = assignLabels(Array.from({ length: 40 }, () => ({})));
    expect(new Set(labels).size).toBe(40);
  });
});
