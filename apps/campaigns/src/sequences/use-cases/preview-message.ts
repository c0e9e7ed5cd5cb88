import {
  composeMessage,
  hasText,
  messageTextOf,
  reasonOf,
  renderPreview,
  templateKindOf,
  threadRootOf,
  type MessageField,
  type Render,
} from '#composing';
import type { MessagePreview, StepView } from '#contracts';
import { DomainError } from '#kernel';
import type { Way } from './select-previews.js';

type Warning = MessagePreview['warnings'][number];

/** What a preview is made with. */
export interface PreviewFacts {
  readonly steps: readonly StepView[];
  readonly scope: object;
  /** Of the spintax: any, and the same one for the same contact. */
  readonly seed: string;
  /** Milliseconds of `performance.now()` at which there has been enough rendering. */
  readonly until: number;
}

/**
 * A message as a send would be written. The one that its thread begins with counts as sent, in the same variant where it
 * has that, or else in its first.
 *
 * @throws DomainError `template_failed`
 */
export function previewMessage({ step, variant }: Way, facts: PreviewFacts): MessagePreview {
  const warnings: Warning[] = [];
  const render = renderer({ step, variant }, facts, (warning) => warnings.push(warning));
  const messageText = messageTextOf(step, variant);
  const threadRoot = threadRootText({ step, variant }, facts.steps);
  const isReply = step !== threadRootOf(facts.steps, step) && !hasText(messageText.subject);
  const threadSubject = isReply ? render('subject', threadRoot.subject) : null;
  const { subject, html, text } = composeMessage({ messageText, threadRoot, threadSubject }, render);

  return {
    step_id: step.id,
    step_number: step.step_number,
    variant: variant?.label ?? null,
    subject,
    body_html: html,
    body_text: text,
    warnings,
  };
}

function threadRootText({ step, variant }: Way, steps: readonly StepView[]) {
  const root = threadRootOf(steps, step);
  const variants = root.variants ?? [];

  return messageTextOf(root, variants.find(({ label }) => label === variant?.label) ?? variants[0]);
}

function renderer(way: Way, { scope, seed, until }: PreviewFacts, warn: (warning: Warning) => void): Render {
  return (field, source) => {
    try {
      const timeLimitMs = Math.max(0, until - performance.now());
      const { text, emptyVariables } = renderPreview(templateKindOf(field), source, {
        scope,
        seed,
        timeLimitMs,
      });
      for (const variable of emptyVariables)
        warn({ field, variable, message: `${variable} is empty for this contact` });
      return text;
    } catch (error) {
      throw failed(way, field, reasonOf(error));
    }
  };
}

function failed({ step, variant }: Way, field: MessageField, message: string): DomainError {
  const at = variant === undefined ? -1 : (step.variants ?? []).indexOf(variant);
  const path = at < 0 ? '' : `.variants.${at}`;
  const where = `step ${step.step_number}${variant === undefined ? '' : `, variant ${variant.label}`}`;

  return new DomainError('rejected', 'template_failed', `${where}: ${message}`, {
    errors: [{ field: `steps.${step.step_number - 1}${path}.${field}`, code: 'template_failed', message }],
  });
}
