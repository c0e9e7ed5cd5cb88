import type { StepInput, StepVariant, StepView, VariantInput } from '#contracts';
import { newId, validationError } from '#kernel';
import { assignLabels } from '../domain/assign-labels.js';
import { matchExisting, unmatchedIds } from '../domain/match-existing.js';

/** One response holds all steps, and a NATS message holds a megabyte. */
const MAX_BYTES = 950_000;

/**
 * The new steps, counted from 1. A step that matches a known one keeps its id; the others get new ids.
 *
 * @throws DomainError `validation_error` for unknown ids, and for more bytes than a response can hold
 */
export function reviseSteps(known: readonly StepView[], given: readonly StepInput[]): StepView[] {
  const before = matchExisting(known, given);
  const errors = [
    ...unmatchedIds(known, given, 'steps'),
    ...given.flatMap(({ variants }, place) =>
      unmatchedIds(before[place]?.variants ?? [], variants, `steps.${place}.variants`),
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
    { field: 'steps', code: 'too_long', message: `all of them must have at most ${MAX_BYTES} bytes` },
  ]);

function reviseVariants(known: readonly StepVariant[], given: readonly VariantInput[]): StepVariant[] {
  const before = matchExisting(known, given);
  const labels = assignLabels(given.map(({ label }, place) => ({ label, before: before[place]?.label })));

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
