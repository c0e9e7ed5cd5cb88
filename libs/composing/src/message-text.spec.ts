import { describe, expect, it } from '@jest/globals';
import type { StepVariant, StepView } from '#contracts';
import { newId } from '#kernel';
import { messageTextOf, threadRootOf } from './message-text.js';

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

describe('the text of a step in a variant', () => {
  it.each([
    ['its own subject and both bodies of the step', { subject: 'Own' }, 'Own|<p>Step</p>|Step'],
    ['the subject of the step and its own body alone', { body_html: '<p>Own</p>' }, 'Step|<p>Own</p>|'],
    ['all of the step when the variant is empty', { body_html: ' ', body_text: '' }, 'Step|<p>Step</p>|Step'],
  ])('has %s', (_, texts, expected) => {
    const { subject, body_html, body_text } = messageTextOf(STEP, variant(texts));
    expect([subject, body_html, body_text].join('|')).toBe(expected);
  });

  it('is the step without a variant', () => {
    expect(messageTextOf(STEP, undefined)).toBe(STEP);
  });
});

describe('a thread', () => {
  it('begins with the first step, and anew with each step that starts a thread', () => {
    const steps = [true, true, false, true].map((same_thread, at) => ({ step_number: at + 1, same_thread }));

    expect(steps.map((step) => threadRootOf(steps, step).step_number)).toEqual([1, 1, 3, 3]);
  });
});
