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
  type TemplateTime,
} from '#composing';
import type { MessagePreview, StepView } from '#contracts';
import { DomainError } from '#kernel';
import type { PreviewTarget } from './select-previews.js';

type Warning = MessagePreview['warnings'][number];

export interface PreviewContext extends TemplateTime {
  readonly steps: readonly StepView[];
  readonly scope: object;
  /** Selects the alternatives of spintax: the same contact gets the same ones. */
  readonly seed: string;
  /** The `performance.now()` after which rendering stops. */
  readonly until: number;
}

/**
 * Composes the message as a send would. The thread root counts as sent: with the same variant, or with its first one when
 * it has no variant of that label.
 *
 * @throws DomainError `template_failed`
 */
export function previewMessage({ step, variant }: PreviewTarget, context: PreviewContext): MessagePreview {
  const warnings: Warning[] = [];
  const render = renderer({ step, variant }, context, (warning) => warnings.push(warning));
  const messageText = messageTextOf(step, variant);
  const threadRoot = threadRootText({ step, variant }, context.steps);
  const isReply = step !== threadRootOf(context.steps, step) && !hasText(messageText.subject);
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

function threadRootText({ step, variant }: PreviewTarget, steps: readonly StepView[]) {
  const root = threadRootOf(steps, step);
  const variants = root.variants ?? [];

  return messageTextOf(root, variants.find(({ label }) => label === variant?.label) ?? variants[0]);
}

function renderer(
  target: PreviewTarget,
  { scope, seed, until, now, timeZone }: PreviewContext,
  warn: (warning: Warning) => void,
): Render {
  return (field, source) => {
    try {
      const timeLimitMs = Math.max(0, until - performance.now());
      const { text, emptyVariables } = renderPreview(templateKindOf(field), source, {
        scope,
        seed,
        now,
        timeZone,
        timeLimitMs,
      });
      for (const variable of emptyVariables)
        warn({ field, variable, message: `${variable} is empty for this contact` });
      return text;
    } catch (error) {
      throw failed(target, field, reasonOf(error));
    }
  };
}

function failed({ step, variant }: PreviewTarget, field: MessageField, message: string): DomainError {
  const at = variant === undefined ? -1 : (step.variants ?? []).indexOf(variant);
  const path = at < 0 ? '' : `.variants.${at}`;
  const where = `step ${step.step_number}${variant === undefined ? '' : `, variant ${variant.label}`}`;

  return new DomainError('rejected', 'template_failed', `${where}: ${message}`, {
    errors: [{ field: `steps.${step.step_number - 1}${path}.${field}`, code: 'template_failed', message }],
  });
}
