import type { StepInput, StepVariant, StepView, VariantInput } from '#contracts';
import { newId, validationError } from '#kernel';
import { labelsOf } from '../domain/labels.js';
import { recognise, unrecognised } from '../domain/recognise.js';

/**
 * The steps as they are to be, counted from 1: what was known keeps its id, what is new gets one.
 *
 * @throws DomainError `validation_error` for ids that none of the known has
 */
export function reviseSteps(known: readonly StepView[], given: readonly StepInput[]): StepView[] {
  const before = recognise(known, given);
  const errors = [
    ...unrecognised(known, given, 'steps'),
    ...given.flatMap(({ variants }, place) =>
      unrecognised(before[place]?.variants ?? [], variants, `steps.${place}.variants`),
    ),
  ];
  if (errors.length > 0) throw validationError(errors);

  return given.map((step, place) => ({
    ...step,
    ...bodiesOf(step),
    id: before[place]?.id ?? newId('step'),
    step_number: place + 1,
    variants: reviseVariants(before[place]?.variants ?? [], step.variants),
  }));
}

function reviseVariants(known: readonly StepVariant[], given: readonly VariantInput[]): StepVariant[] {
  const before = recognise(known, given);
  const labels = labelsOf(given.map(({ label }, place) => ({ label, before: before[place]?.label })));

  return given.map((variant, place) => ({
    ...variant,
    ...bodiesOf(variant),
    id: before[place]?.id ?? newId('var'),
    label: labels[place] ?? '',
  }));
}

const bodiesOf = ({ body_html, body_text }: Pick<StepInput, 'body_html' | 'body_text'>) => ({
  body_html: body_html ?? null,
  body_text: body_text ?? null,
});
