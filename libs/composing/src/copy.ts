import type { StepVariant, StepView } from '#contracts';

/** The texts of one message, as templates. */
export interface Copy {
  readonly subject: string;
  readonly body_html: string | null;
  readonly body_text: string | null;
}

export type CopyField = keyof Copy;

/** A subject says how to read it: only HTML needs what is inserted escaped. */
export const kindOf = (field: CopyField): 'html' | 'text' => (field === 'body_html' ? 'html' : 'text');

export const filled = (text: string | null | undefined): text is string =>
  typeof text === 'string' && text.trim() !== '';

/**
 * What a step says in one of its variants. A variant without a subject has that of the step, and one without any body
 * both of the step's: the HTML of one beside the text of another would be two messages in one.
 */
export function copyOf(step: StepView, variant: StepVariant | undefined): Copy {
  if (variant === undefined) return step;
  const hasBody = filled(variant.body_html) || filled(variant.body_text);
  const { body_html, body_text } = hasBody ? variant : step;

  return { subject: filled(variant.subject) ? variant.subject : step.subject, body_html, body_text };
}
