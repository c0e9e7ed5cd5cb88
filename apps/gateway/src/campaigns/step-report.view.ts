import { NO_METRICS, type StepMetrics, type StepReport, type StepView } from '#contracts';

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
    metrics: metricsOf.get(variant) ?? NO_METRICS,
  }));
}
