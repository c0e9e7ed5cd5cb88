import { describe, expect, it } from '@jest/globals';
import type { StepMetrics, StepVariant } from '#contracts';
import { newId } from '#kernel';
import { aStep, METRICS } from '../../test/campaign-fixtures.js';
import { stepReports } from './step-report.view.js';

const variant = (label: string, subject: string): StepVariant => ({
  id: newId('var'),
  label,
  weight: 1,
  subject,
  body_html: null,
  body_text: null,
});
const PLAIN = aStep(1, 'Hello');
const VARIED = { ...aStep(2, 'Again'), variants: [variant('A', ''), variant('B', 'Still there?')] };

const figuresOf = ({ id, step_number }: typeof PLAIN, label: string | null): StepMetrics => ({
  step_id: id,
  step_number,
  variant: label,
  metrics: METRICS,
});
const rows = (figures: StepMetrics[]) =>
  stepReports([PLAIN, VARIED], figures).map(({ step_number, variant, subject, metrics }) =>
    [step_number, variant ?? '-', subject, metrics.total_sent].join('|'),
  );

describe('the report on the steps of a campaign', () => {
  it('has a row for each step and variant, also when nothing was sent', () => {
    expect(rows([])).toEqual(['1|-|Hello|0', '2|A|Again|0', '2|B|Still there?|0']);
  });

  it('keeps what was sent before there were variants, and in one that is gone', () => {
    const figures = [figuresOf(VARIED, null), figuresOf(VARIED, 'B'), figuresOf(VARIED, 'Old')];
    expect(rows([...figures, figuresOf(PLAIN, 'A')])).toEqual([
      '1|-|Hello|0',
      '1|A|Hello|10',
      '2|A|Again|0',
      '2|B|Still there?|10',
      '2|-|Again|10',
      '2|Old|Again|10',
    ]);
  });
});
