import type { PreviewInput, StepVariant, StepView } from '#contracts';
import { validationError, type DomainError } from '#kernel';

/** A step with one of its variants; undefined where the step has none. */
export interface PreviewTarget {
  readonly step: StepView;
  readonly variant: StepVariant | undefined;
}

/**
 * The messages that the input selects. With a variant, steps without any variants are still among them.
 *
 * @throws DomainError `validation_error` for a step or a variant that does not exist
 */
export function selectPreviews(
  steps: readonly StepView[],
  { step_number, variant: label }: Pick<PreviewInput, 'step_number' | 'variant'>,
): PreviewTarget[] {
  const chosen = steps.filter((step) => step_number === undefined || step.step_number === step_number);
  if (chosen.length === 0) throw missing('step_number', `the sequence has ${steps.length} steps`);
  const targets = chosen.flatMap(targetsOf);
  if (label === undefined) return targets;

  if (!targets.some(({ variant }) => variant?.label === label))
    throw missing('variant', `no selected step has a variant ${label}`);
  return targets.filter(({ variant }) => variant === undefined || variant.label === label);
}

function targetsOf(step: StepView): PreviewTarget[] {
  const variants = step.variants ?? [];

  return variants.length === 0
    ? [{ step, variant: undefined }]
    : variants.map((variant) => ({ step, variant }));
}

const missing = (field: string, message: string): DomainError =>
  validationError([{ field, code: 'not_found', message }]);
