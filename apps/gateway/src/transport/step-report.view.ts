import type { Metrics, StepMetrics, StepReport, StepView } from '#contracts';

const NOTHING_YET: Metrics = {
  total_sent: 0,
  delivered: 0,
  opened: 0,
  clicked: 0,
  replied: 0,
  bounced: 0,
  unsubscribed: 0,
  spam_complaints: 0,
  open_rate: 0,
  reply_rate: 0,
  bounce_rate: 0,
};

/** Every step of a sequence with its figures, also one that nothing was sent of yet, in the order of the steps. */
export function stepReports(steps: readonly StepView[], figures: readonly StepMetrics[]): StepReport[] {
  const byStep = new Map(figures.map(({ step_id, metrics }) => [step_id, metrics]));

  return steps.map(({ id, step_number, subject }) => ({
    step_id: id,
    step_number,
    subject,
    variant: null,
    metrics: byStep.get(id) ?? NOTHING_YET,
  }));
}
