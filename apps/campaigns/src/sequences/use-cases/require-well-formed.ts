import { hasText, templateKindOf, templateProblem, type MessageField, type MessageText } from '#composing';
import type { StepInput } from '#contracts';
import { validationError, type FieldError } from '#kernel';

const FIELDS: readonly MessageField[] = ['subject', 'body_html', 'body_text'];

type Texts = { readonly [F in MessageField]?: MessageText[F] | undefined };

/** @throws DomainError `validation_error` for templates that a send could not render */
export function requireWellFormed(steps: readonly StepInput[]): void {
  const errors = templateErrors(steps);
  if (errors.length > 0) throw validationError(errors);
}

const templateErrors = (steps: readonly StepInput[]): FieldError[] =>
  steps.flatMap((step, place) => [
    ...errorsIn(step, `steps.${place}`),
    ...step.variants.flatMap((variant, at) => errorsIn(variant, `steps.${place}.variants.${at}`)),
  ]);

const errorsIn = (texts: Texts, path: string): FieldError[] =>
  FIELDS.flatMap((field) => {
    const source = texts[field];
    const message = hasText(source) ? templateProblem(templateKindOf(field), source) : undefined;
    return message === undefined ? [] : [{ field: `${path}.${field}`, code: 'malformed_template', message }];
  });
