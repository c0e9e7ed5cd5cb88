import { NO_METRICS, type StepMetrics, type StepReport, type StepView } from '#contracts';

/**
 * The metrics of a sequence in the order of its steps: a row for each variant, or one row for a step without variants,
 * also before the first send. Sends of a variant that was deleted or renamed keep a row of their own, so that the rows
 * of a step add up to all of its sends.
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
