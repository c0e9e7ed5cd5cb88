import {
  hasText,
  messageTextOf,
  threadRootOf,
  type Composed,
  type ComposeTask,
  type Composition,
  type FooterSettings,
  type MessageField,
  type TemplateTime,
} from '#composing';
import type { MessagePreview, StepView } from '#contracts';
import { DomainError } from '#kernel';
import type { PreviewTarget } from './select-previews.js';

type Warning = MessagePreview['warnings'][number];

export interface PreviewContext extends TemplateTime {
  readonly steps: readonly StepView[];
  readonly scope: object;
  readonly footer: FooterSettings;
  readonly unsubscribeUrl: string;
  /** Selects the alternatives of spintax: the same contact gets the same ones. */
  readonly seed: string;
}

/**
 * Composes the message as a send would. The thread root counts as sent: with the same variant, or with its first one when
 * it has no variant of that label.
 */
export function previewTaskOf({ step, variant }: PreviewTarget, context: PreviewContext): ComposeTask {
  const { steps, footer, unsubscribeUrl, ...rendering } = context;
  const messageText = messageTextOf(step, variant);
  const isReply = step !== threadRootOf(steps, step) && !hasText(messageText.subject);

  return {
    kind: 'compose',
    messageText,
    threadRoot: threadRootText({ step, variant }, steps),
    threadSubject: isReply ? { preview: true } : null,
    additions: { footer, unsubscribeUrl, markup: '', findsLinks: false },
    reports: true,
    ...rendering,
  };
}

function threadRootText({ step, variant }: PreviewTarget, steps: readonly StepView[]) {
  const root = threadRootOf(steps, step);
  const variants = root.variants ?? [];

  return messageTextOf(root, variants.find(({ label }) => label === variant?.label) ?? variants[0]);
}

/** @throws DomainError `template_failed` */
export function previewOf({ step, variant }: PreviewTarget, composed: Composed | undefined): MessagePreview {
  if (composed === undefined || 'failure' in composed) {
    throw failed(
      { step, variant },
      composed?.failure.field ?? null,
      composed?.failure.message ?? 'no result',
    );
  }
  return {
    step_id: step.id,
    step_number: step.step_number,
    variant: variant?.label ?? null,
    subject: composed.subject,
    body_html: composed.html,
    body_text: composed.text,
    warnings: warningsOf(composed),
  };
}

const warningsOf = ({ emptyFields, emptyVariables }: Composition): Warning[] => [
  ...emptyVariables.map(({ field, variable }): Warning => {
    return { code: 'empty_variable', field, variable, message: `${variable} is empty for this contact` };
  }),
  ...emptyFields.map((field): Warning => {
    const code = field === 'subject' ? 'empty_subject' : 'empty_body';
    const message = `the ${field} is empty for this contact: the message would not be sent`;
    return { code, field, variable: null, message };
  }),
];

function failed({ step, variant }: PreviewTarget, field: MessageField | null, message: string): DomainError {
  const at = variant === undefined ? -1 : (step.variants ?? []).indexOf(variant);
  const path = (at < 0 ? '' : `.variants.${at}`) + (field === null ? '' : `.${field}`);
  const where = `step ${step.step_number}${variant === undefined ? '' : `, variant ${variant.label}`}`;

  return new DomainError('rejected', 'template_failed', `${where}: ${message}`, {
    errors: [{ field: `steps.${step.step_number - 1}${path}`, code: 'template_failed', message }],
  });
}
