import { describe, expect, it } from '@jest/globals';
import { parseInput, SequenceChanges, SequenceInput } from '#contracts';

const HI = { subject: 'Hi', body_text: 'Hi' };

/** The fields that are wrong. */
function wrongIn(steps: readonly object[]): string[] {
  const inputs = [parseInput(SequenceInput, { name: 'Some', steps }), parseInput(SequenceChanges, { steps })];
  const [created, changed] = inputs.map(({ errors = [] }) => errors.map(({ field }) => field));
  expect(changed).toEqual(created);
  return created ?? [];
}

describe('the steps of a sequence', () => {
  it.each([
    ['written in one way', [HI, { body_html: '<p>Again</p>' }]],
    ['written in variants alone', [{ variants: [HI, HI] }]],
    [
      'written in variants that leave out what the step says',
      [{ ...HI, variants: [{}, { subject: 'Hello' }] }],
    ],
    ['a new thread with a subject', [HI, { ...HI, same_thread: false }]],
  ])('may be %s', (_, steps) => {
    expect(wrongIn(steps)).toEqual([]);
  });

  it.each([
    ['say nothing', [{ subject: 'Hi' }], 'steps.0.body_html'],
    ['begin without a subject', [{ body_text: 'Hi' }], 'steps.0.subject'],
    [
      'begin a new thread without a subject',
      [HI, { body_text: 'Hi', same_thread: false }],
      'steps.1.subject',
    ],
    [
      'leave out what one of the variants does not say',
      [{ variants: [HI, { subject: 'Hi' }] }],
      'steps.0.body_html',
    ],
    ['leave the subject to some variants', [{ variants: [HI, { body_text: 'Hi' }] }], 'steps.0.subject'],
    ['have a variant of no weight', [{ ...HI, variants: [{ weight: 0 }] }], 'steps.0.variants.0.weight'],
    [
      'have a variant of half a weight',
      [{ ...HI, variants: [{ weight: 0.5 }] }],
      'steps.0.variants.0.weight',
    ],
    [
      'have two variants of one label',
      [{ ...HI, variants: [{ label: 'A' }, { label: 'A' }] }],
      'steps.0.variants.1.label',
    ],
    ['have a label that is empty', [{ ...HI, variants: [{ label: ' ' }] }], 'steps.0.variants.0.label'],
    [
      'have too many variants',
      [{ ...HI, variants: Array.from({ length: 11 }, () => ({})) }],
      'steps.0.variants',
    ],
  ])('may not %s', (_, steps, field) => {
    expect(wrongIn(steps)).toEqual([field]);
  });
});
