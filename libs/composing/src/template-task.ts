import { compose, TemplateFailure, type ComposeTask, type Composition } from './compose-task.js';
import type { MessageField } from './message-text.js';
import { templateProblem } from './template-problem.js';
import type { TemplateKind } from './templates.js';

/** The parsing of a template, to find its mistake. */
export interface CheckTask {
  readonly kind: 'check';
  readonly template: TemplateKind;
  readonly source: string;
}

export type TemplateTask = CheckTask | ComposeTask;

/** Why a customer's template failed. */
export interface Failure {
  /** Null where no field of a message failed. */
  readonly field: MessageField | null;
  readonly message: string;
}

/** `value` is null for a template without a mistake. */
export type TaskResult = ({ readonly value: Composition | null } | { readonly failure: Failure }) & {
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
    return { value: compose(task, timeLimitMs, begin) };
  } catch (error) {
    if (error instanceof TemplateFailure) return { failure: { field: error.field, message: error.message } };
    return { failure: { field: null, message: String(error) } };
  }
}
