import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { MESSAGE_FIELDS } from './message-text.js';
import type { Failure, TaskResult } from './template-task.js';
import type { Turn } from './template-worker.js';

/** Under Jest this module is TypeScript, and node runs the thread from the build. */
const FILE = import.meta.url.endsWith('.ts')
  ? new URL('../../../dist/libs/composing/src/template-worker.js', import.meta.url)
  : new URL('template-worker.js', import.meta.url);

/** liquidjs ends most templates by its own limit, and names the line; this one ends all others. */
export const DEADLINE_MS = 1_500;

/** The parsed templates of a thread, and one message that allocates as much as liquidjs lets it. */
const resourceLimits = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 };

/** How a turn ended; a failure: the thread was ended, because of the first task without a result. */
export type TurnEnd = 'over' | Failure;

/** A thread for customers' templates, started when there is work, and ended with the template that does not end. */
export class TemplateThread {
  private worker: Promise<Worker> | undefined;
  /** The field that the thread works on. */
  private readonly place = new Int32Array(new SharedArrayBuffer(4));

  /** Calls `take` with the results in the order of the tasks. */
  async run(turn: Turn, take: (result: TaskResult) => void): Promise<TurnEnd> {
    const worker = await (this.worker ??= this.started());
    worker.ref();
    const end = await turnOf(worker, turn, take);
    worker.unref();
    if (end === 'over') return end;
    await this.stop();
    return { field: MESSAGE_FIELDS[Atomics.load(this.place, 0)] ?? null, message: end.failure };
  }

  /** Without the environment, which has secrets. Its start does not count as time of the first template. */
  private async started(): Promise<Worker> {
    const worker = new Worker(FILE, { resourceLimits, env: {}, workerData: this.place.buffer });
    try {
      await once(worker, 'message');
      worker.on('error', () => undefined); // outside of a turn it is that of a thread which is being ended
      return worker;
    } catch (error) {
      this.worker = undefined;
      throw error;
    }
  }

  async stop(): Promise<void> {
    const worker = this.worker;
    this.worker = undefined;
    await (await worker)?.terminate();
  }
}

function turnOf(
  worker: Worker,
  turn: Turn,
  take: (result: TaskResult) => void,
): Promise<'over' | { readonly failure: string }> {
  return new Promise((resolve) => {
    let results = 0;
    let timer: NodeJS.Timeout | undefined;
    const end = (turnEnd: 'over' | { readonly failure: string }): void => {
      clearTimeout(timer);
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      resolve(turnEnd);
    };
    const watch = (): void => {
      const seen = results;
      clearTimeout(timer);
      timer = setTimeout(() => {
        // This process may have been busy itself: results that have arrived are taken first.
        void nextTurn().then(() => results === seen && end({ failure: 'it did not end in its time' }));
      }, DEADLINE_MS);
    };
    const onMessage = (message: TaskResult | null): void => {
      if (message === null) return end('over');
      results += 1;
      watch();
      take(message);
    };
    const onError = (error: unknown): void => end({ failure: reasonOfEnd(error) });
    const onExit = (): void => end({ failure: 'its thread ended' });
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    watch();
    worker.postMessage(turn);
  });
}

const reasonOfEnd = (error: unknown): string =>
  error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? 'it needs too much memory'
    : String(error);
