import {
  composeMessage,
  copyOf,
  filled,
  kindOf,
  openingOf,
  reasonOf,
  renderNoting,
  type CopyField,
  type Render,
} from '#composing';
import type { MessagePreview, StepView } from '#contracts';
import { DomainError } from '#kernel';
import type { Way } from './ways-asked-for.js';

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
  const copy = copyOf(step, variant);
  const opening = openingCopy({ step, variant }, facts.steps);
  const answers = step !== openingOf(facts.steps, step) && !filled(copy.subject);
  const threadSubject = answers ? render('subject', opening.subject) : null;
  const { subject, html, text } = composeMessage({ copy, opening, threadSubject }, render);

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

function openingCopy({ step, variant }: Way, steps: readonly StepView[]) {
  const opening = openingOf(steps, step);
  const variants = opening.variants ?? [];

  return copyOf(opening, variants.find(({ label }) => label === variant?.label) ?? variants[0]);
}

function renderer(way: Way, { scope, seed, until }: PreviewFacts, warn: (warning: Warning) => void): Render {
  return (field, source) => {
    try {
      const patienceMs = Math.max(0, until - performance.now());
      const { text, empty } = renderNoting(kindOf(field), source, { scope, seed, patienceMs });
      for (const variable of empty)
        warn({ field, variable, message: `${variable} is empty for this contact` });
      return text;
    } catch (error) {
      throw failed(way, field, reasonOf(error));
    }
  };
}

function failed({ step, variant }: Way, field: CopyField, message: string): DomainError {
  const at = variant === undefined ? -1 : (step.variants ?? []).indexOf(variant);
  const path = at < 0 ? '' : `.variants.${at}`;
  const where = `step ${step.step_number}${variant === undefined ? '' : `, variant ${variant.label}`}`;

  return new DomainError('rejected', 'template_failed', `${where}: ${message}`, {
    errors: [{ field: `steps.${step.step_number - 1}${path}.${field}`, code: 'template_failed', message }],
  });
}
