import { parentPort, workerData } from 'node:worker_threads';
import { MESSAGE_FIELDS, type MessageField } from './message-text.js';
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

/** The field in work, by its place in MESSAGE_FIELDS, for the day on which this thread is ended in the middle of it. */
const place = new Int32Array(workerData);
const begin = (field: MessageField): void => void Atomics.store(place, 0, MESSAGE_FIELDS.indexOf(field));

parentPort?.on('message', ({ tasks, budgetMs }: Turn) => {
  const startedAt = performance.now();
  for (const task of tasks) {
    const usedMs = performance.now() - startedAt;
    Atomics.store(place, 0, -1);
    // One by one: the thread that waits sees which task it is that takes too long.
    parentPort?.postMessage(perform(task, Math.min(TASK_LIMIT_MS, budgetMs - usedMs), begin));
    if (performance.now() - startedAt > TURN_MS) break;
  }
  parentPort?.postMessage(END_OF_TURN);
});
parentPort?.postMessage(END_OF_TURN); // ready for the first one
