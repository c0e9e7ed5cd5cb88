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

/**
 * Every step of a sequence with its figures, in the order of the steps: a row for each variant, or one for a step that
 * has none, also when nothing was sent of it yet. What was written otherwise before keeps a row of its own, so that the
 * rows of a step add up to all of it.
 */
export const stepReports = (steps: readonly StepView[], figures: readonly StepMetrics[]): StepReport[] =>
  steps.flatMap((step) =>
    reportsOf(
      step,
      figures.filter(({ step_id }) => step_id === step.id),
    ),
  );

function reportsOf(
  { id, step_number, subject, variants = [] }: StepView,
  figures: StepMetrics[],
): StepReport[] {
  const wordings = new Map<string | null, string>(
    variants.map((variant) => [variant.label, variant.subject === '' ? subject : variant.subject]),
  );
  if (wordings.size === 0) wordings.set(null, subject);
  const metricsOf = new Map(figures.map(({ variant = null, metrics }) => [variant, metrics]));
  for (const variant of metricsOf.keys()) if (!wordings.has(variant)) wordings.set(variant, subject);

  return [...wordings].map(([variant, words]) => ({
    step_id: id,
    step_number,
    subject: words,
    variant,
    metrics: metricsOf.get(variant) ?? NOTHING_YET,
  }));
}
