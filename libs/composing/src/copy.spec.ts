import type { StepVariant, StepView } from '#contracts';
import { newId } from '#kernel';
import { describe, expect, it } from '@jest/globals';
import { copyOf } from './copy.js';

const STEP: StepView = {
  id: newId('step'),
  step_number: 1,
  delay_value: 0,
  delay_unit: 'days',
  subject: 'Step',
  body_html: '<p>Step</p>',
  body_text: 'Step',
  same_thread: true,
};
const variant = (texts: Partial<StepVariant>): StepVariant => ({
  id: newId('var'),
  label: 'A',
  weight: 1,
  subject: '',
  body_html: null,
  body_text: null,
  ...texts,
});

describe('a step in a variant', () => {
  it.each([
    ['its own subject, and both bodies of the step', { subject: 'Own' }, 'Own|<p>Step</p>|Step'],
    ['the subject of the step, and its own body alone', { body_html: '<p>Own</p>' }, 'Step|<p>Own</p>|'],
    ['all of the step, where it says nothing', { body_html: ' ', body_text: '' }, 'Step|<p>Step</p>|Step'],
  ])('says %s', (_, texts, expected) => {
    const { subject, body_html, body_text } = copyOf(STEP, variant(texts));
    expect([subject, body_html, body_text].join('|')).toBe(expected);
  });

  it('is itself without one', () => {
    expect(copyOf(STEP, undefined)).toBe(STEP);
  });
});
