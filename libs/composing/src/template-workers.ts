import { unavailable } from '#kernel';
import type { ComposeTask, Composition } from './compose-task.js';
import { SlowTemplates } from './slow-templates.js';
import type { CheckTask, Failure, TaskResult, TemplateTask, UnsubscribeLinkTask } from './template-task.js';
import { DEADLINE_MS, TemplateThread } from './template-thread.js';
import { Turns } from './turns.js';

/** One for workspaces whose templates take long, and one that they cannot take. */
const THREADS = 2;
/** All that one job may take; the tasks after that fail. */
interface JobLimits {
  readonly budgetMs: number;
  /** The characters of all composed messages together. */
  readonly characters: number;
}

/** The sends of a claim: each has its own limits. */
const NONE: JobLimits = { budgetMs: Infinity, characters: Infinity };
/** The previews or checks of a request: an answer holds a megabyte, and its caller waits some seconds. */
export const REQUEST_LIMITS: JobLimits = { budgetMs: 2_000, characters: 2_000_000 };

interface Job {
  readonly workspaceId: string;
  readonly tasks: readonly TemplateTask[];
  readonly results: TaskResult[];
  budgetMs: number;
  characters: number;
  readonly resolve: (results: TaskResult[]) => void;
  readonly reject: (error: Error) => void;
}

export type Composed = Composition | { readonly failure: Failure };

/**
 * Parses and renders customers' templates in threads of their own: a thread is ended with the template that does not end,
 * and others wait for it no longer than its deadline. A workspace has one thread at a time, and workspaces take turns.
 */
export class TemplateWorkers {
  private readonly idle = Array.from({ length: THREADS }, () => new TemplateThread());
  private readonly busy = new Set<TemplateThread>();
  private readonly running = new Set<string>();
  private readonly turns = new Turns<Job>();
  private readonly slow = new SlowTemplates();
  private stopped = false;

  /** Rejects with DomainError `unavailable` when the process ends. */
  async compose(workspaceId: string, tasks: readonly ComposeTask[], limits = NONE): Promise<Composed[]> {
    const results = await this.perform(workspaceId, tasks, limits);
    return results.map((result) => {
      if ('failure' in result) return { failure: result.failure };
      if (result.value === null || typeof result.value === 'boolean')
        throw new Error('a message was checked, not composed');
      return result.value;
    });
  }

  /** None of the messages is tried within the next minute, because their texts took too long. */
  refuses(workspaceId: string, tasks: readonly ComposeTask[]): boolean {
    return tasks.every((task) => this.slow.refusalOf(workspaceId, task) !== undefined);
  }

  /** The mistakes of templates, null where there is none. */
  async check(workspaceId: string, tasks: readonly CheckTask[]): Promise<(string | null)[]> {
    const results = await this.perform(workspaceId, tasks, REQUEST_LIMITS);
    return results.map((result) => ('failure' in result ? result.failure.message : null));
  }

  /** For each message whether it shows its readers an unsubscribe link; false for a template that cannot be parsed in its time. */
  async haveUnsubscribeLinks(workspaceId: string, tasks: readonly UnsubscribeLinkTask[]): Promise<boolean[]> {
    const results = await this.perform(workspaceId, tasks, REQUEST_LIMITS);
    return results.map((result) => 'value' in result && result.value === true);
  }

  /** Jobs that have not ended are rejected. Nest calls it after the last request. */
  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    for (const job of this.turns.clear()) job.reject(ended());
    await Promise.all([...this.idle, ...this.busy].map((thread) => thread.stop()));
  }

  private perform(
    workspaceId: string,
    tasks: readonly TemplateTask[],
    limits: JobLimits,
  ): Promise<TaskResult[]> {
    if (this.stopped) return Promise.reject(ended());
    if (tasks.length === 0) return Promise.resolve([]);
    return new Promise((resolve, reject) => {
      this.turns.add({ workspaceId, tasks, results: [], ...limits, resolve, reject });
      this.startTurns();
    });
  }

  private startTurns(): void {
    while (this.idle.length > 0) {
      const job = this.turns.take((workspaceId) => this.mayRun(workspaceId));
      if (job === undefined) return;
      void this.runTurn(job);
    }
  }

  private mayRun(workspaceId: string): boolean {
    if (this.running.has(workspaceId)) return false;
    return !this.slow.has(workspaceId) || ![...this.running].some((other) => this.slow.has(other));
  }

  private async runTurn(job: Job): Promise<void> {
    const thread = this.idle.pop();
    if (thread === undefined) throw new Error('no thread is idle');
    this.busy.add(thread);
    this.running.add(job.workspaceId);
    try {
      await this.turnIn(thread, job);
    } catch (error) {
      job.reject(unavailable('templates cannot be rendered', error));
      job.results.length = job.tasks.length;
    }
    this.busy.delete(thread);
    this.running.delete(job.workspaceId);
    this.idle.push(thread);
    this.finishTurn(job);
    this.startTurns();
  }

  private async turnIn(thread: TemplateThread, job: Job): Promise<void> {
    const tasks = this.nextTasks(job);
    if (tasks.length === 0) return;
    const end = await thread.run({ tasks, budgetMs: job.budgetMs }, (result) => this.note(job, result));
    if (end !== 'over') this.note(job, { failure: end, tookMs: DEADLINE_MS });
  }

  /** The tasks without a result up to the first one that is refused. Those that are refused before get it here. */
  private nextTasks({ tasks, results, ...job }: Job): readonly TemplateTask[] {
    while (results.length < tasks.length) {
      const failure = this.refusalOf(job, tasks[results.length]);
      if (failure === undefined) break;
      results.push({ failure, tookMs: 0 });
    }
    const rest = tasks.slice(results.length);
    const end = rest.findIndex((task) => this.refusalOf(job, task) !== undefined);
    return end < 0 ? rest : rest.slice(0, end);
  }

  private refusalOf(
    { workspaceId, budgetMs, characters }: Pick<Job, 'workspaceId' | 'budgetMs' | 'characters'>,
    task: TemplateTask | undefined,
  ): Failure | undefined {
    return budgetMs <= 0 || characters <= 0 ? OVER_LIMITS : this.slow.refusalOf(workspaceId, task);
  }

  private note(job: Job, result: TaskResult): void {
    this.slow.note(job.workspaceId, job.tasks[job.results.length], result);
    job.results.push(result);
    job.budgetMs -= result.tookMs;
    job.characters -= charactersIn(result);
  }

  private finishTurn(job: Job): void {
    // The failure of a thread that was stopped is none of its template.
    if (this.stopped) job.reject(ended());
    else if (job.results.length === job.tasks.length) job.resolve(job.results);
    else this.turns.add(job);
  }
}

const OVER_LIMITS: Failure = { field: null, message: 'the templates of the request are too many for one' };

function charactersIn(result: TaskResult): number {
  if ('failure' in result || result.value === null || typeof result.value === 'boolean') return 0;
  const { subject, html, text } = result.value;
  return subject.length + (html?.length ?? 0) + text.length;
}

const ended = (): Error => unavailable('the process ends');
