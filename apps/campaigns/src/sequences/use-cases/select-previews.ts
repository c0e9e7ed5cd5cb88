import type { PreviewInput, StepVariant, StepView } from '#contracts';
import { validationError, type DomainError } from '#kernel';

/** A step in one of its variants, or without one where it has none. */
export interface Way {
  readonly step: StepView;
  readonly variant: StepVariant | undefined;
}

/**
 * Every way of writing the steps that was asked for. With a variant, steps that have none at all are still among them.
 *
 * @throws DomainError `validation_error` for a step or a variant that there is none of
 */
export function waysAskedFor(
  steps: readonly StepView[],
  { step_number, variant: label }: Pick<PreviewInput, 'step_number' | 'variant'>,
): Way[] {
  const chosen = steps.filter((step) => step_number === undefined || step.step_number === step_number);
  if (chosen.length === 0) throw missing('step_number', `the sequence has ${steps.length} steps`);
  const ways = chosen.flatMap(waysOf);
  if (label === undefined) return ways;

  if (!ways.some(({ variant }) => variant?.label === label))
    throw missing('variant', `nothing of it is written in a variant ${label}`);
  return ways.filter(({ variant }) => variant === undefined || variant.label === label);
}

function waysOf(step: StepView): Way[] {
  const variants = step.variants ?? [];

  return variants.length === 0
    ? [{ step, variant: undefined }]
    : variants.map((variant) => ({ step, variant }));
}

const missing = (field: string, message: string): DomainError =>
  validationError([{ field, code: 'not_found', message }]);
