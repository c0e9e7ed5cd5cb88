import type { StepVariant, StepView } from '#contracts';

/** The templates of one message. */
export interface MessageText {
  readonly subject: string;
  readonly body_html: string | null;
  readonly body_text: string | null;
}

export type MessageField = keyof MessageText;

export const MESSAGE_FIELDS: readonly MessageField[] = ['subject', 'body_html', 'body_text'];

export const hasText = (text: string | null | undefined): text is string =>
  typeof text === 'string' && text.trim() !== '';

/**
 * Merges a step and its variant. Fields missing from the variant are inherited from the step, but a variant with either
 * body inherits neither: the HTML of one beside the text of the other would be two messages in one.
 */
export function messageTextOf(step: StepView, variant: StepVariant | undefined): MessageText {
  if (variant === undefined) return step;
  const hasBody = hasText(variant.body_html) || hasText(variant.body_text);
  const { body_html, body_text } = hasBody ? variant : step;

  return { subject: hasText(variant.subject) ? variant.subject : step.subject, body_html, body_text };
}

interface ThreadStep {
  readonly step_number: number;
  readonly same_thread: boolean;
}

/** The step that begins the thread of `step`: the last one up to it that starts a new thread, or the first step. */
export const threadRootOf = <S extends ThreadStep>(steps: readonly S[], step: S): S =>
  steps.findLast((each) => each.step_number <= step.step_number && !each.same_thread) ?? steps[0] ?? step;
