import { parentPort } from 'node:worker_threads';
import { perform, TASK_LIMIT_MS, type TemplateTask } from './template-task.js';

/** The tasks of one workspace. */
export interface Turn {
  readonly tasks: readonly TemplateTask[];
  /** The time that all of them may take; the last ones fail when it is over. */
  readonly budgetMs: number;
}

/** After it another workspace may have the thread. Hundreds of usual messages are composed in it. */
const TURN_MS = 50;

/** Stands after a result for each of the tasks, or for the first ones of them. */
const END_OF_TURN = null;

parentPort?.on('message', ({ tasks, budgetMs }: Turn) => {
  const startedAt = performance.now();
  for (const task of tasks) {
    const usedMs = performance.now() - startedAt;
    // One by one: the thread that waits sees which task it is that takes too long.
    parentPort?.postMessage(perform(task, Math.min(TASK_LIMIT_MS, budgetMs - usedMs)));
    if (performance.now() - startedAt > TURN_MS) break;
  }
  parentPort?.postMessage(END_OF_TURN);
});
parentPort?.postMessage(END_OF_TURN); // ready for the first one
