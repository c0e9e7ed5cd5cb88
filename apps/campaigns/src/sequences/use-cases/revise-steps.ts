import type { StepInput, StepVariant, StepView, VariantInput } from '#contracts';
import { newId, validationError } from '#kernel';
import { labelsOf } from '../domain/assign-labels.js';
import { recognise, unrecognised } from '../domain/match-existing.js';

/** They are told in one answer, and a message of NATS holds a megabyte. */
const MAX_BYTES = 950_000;

/**
 * The steps as they are to be, counted from 1: what was known keeps its id, what is new gets one.
 *
 * @throws DomainError `validation_error` for ids that none of the known has, and for more than an answer can hold
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

  const steps = given.map((step, place) => ({
    ...step,
    ...bodiesOf(step),
    id: before[place]?.id ?? newId('step'),
    step_number: place + 1,
    variants: reviseVariants(before[place]?.variants ?? [], step.variants),
  }));
  if (Buffer.byteLength(JSON.stringify(steps)) > MAX_BYTES) throw tooLong();
  return steps;
}

const tooLong = () =>
  validationError([
    { field: 'steps', code: 'too_big', message: `all of them must have at most ${MAX_BYTES} bytes` },
  ]);

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
