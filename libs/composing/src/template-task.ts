import { compose, TemplateFailure, type ComposeTask, type Composition } from './compose-task.js';
import type { MessageField, MessageText } from './message-text.js';
import { reasonOf, templateProblem } from './template-problem.js';
import type { TemplateKind } from './templates.js';
import { hasUnsubscribeLink } from './unsubscribe-link.js';

/** The parsing of a template, to find its mistake. */
export interface CheckTask {
  readonly kind: 'check';
  readonly template: TemplateKind;
  readonly source: string;
}

/** The question whether a message shows its readers an unsubscribe link. */
export interface UnsubscribeLinkTask {
  readonly kind: 'unsubscribe_link';
  readonly messageText: MessageText;
  /** The footer of the workspace; null: the default one. */
  readonly footer: string | null;
}

export type TemplateTask = CheckTask | ComposeTask | UnsubscribeLinkTask;

/** Why a customer's template failed. */
export interface Failure {
  /** Null where no field of a message failed. */
  readonly field: MessageField | null;
  readonly message: string;
}

/** `value` is null for a template without a mistake, and the answer to a question. */
export type TaskResult = (
  { readonly value: Composition | boolean | null } | { readonly failure: Failure }
) & {
  readonly tookMs: number;
};

/** One message or template may take this long. */
export const TASK_LIMIT_MS = 1_000;

/** Performs a task; never throws. */
export function perform(
  task: TemplateTask,
  timeLimitMs: number,
  begin: (field: MessageField) => void,
): TaskResult {
  const startedAt = performance.now();
  const outcome = outcomeOf(task, timeLimitMs, begin);
  return { ...outcome, tookMs: performance.now() - startedAt };
}

function outcomeOf(task: TemplateTask, timeLimitMs: number, begin: (field: MessageField) => void) {
  if (task.kind === 'check') {
    const message = templateProblem(task.template, task.source);
    return message === undefined ? { value: null } : { failure: { field: null, message } };
  }
  try {
    if (task.kind === 'unsubscribe_link') return { value: hasUnsubscribeLink(task.messageText, task.footer) };
    return { value: compose(task, timeLimitMs, begin) };
  } catch (error) {
    if (error instanceof TemplateFailure) return { failure: { field: error.field, message: error.message } };
    return { failure: { field: null, message: reasonOf(error) } };
  }
}
