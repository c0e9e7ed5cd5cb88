import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Failure, TaskResult, TemplateTask } from './template-task.js';

/** A hundred times as long as a usual message. */
const SLOW_MS = 100;
const MINUTE_MS = 60_000;
/** Messages in a row that failed for their time. */
const MAX_STRIKES = 2;

/**
 * Remembers for a minute whose templates take long. A template that was ended twice in a row is refused until then: ten
 * thousand contacts of it would keep a core busy for hours.
 */
export class SlowTemplates {
  private readonly workspaces = new LRUCache<string, true>({ max: 10_000, ttl: MINUTE_MS });
  private readonly strikes = new LRUCache<string, number>({ max: 10_000, ttl: MINUTE_MS });

  has(workspaceId: string): boolean {
    return this.workspaces.has(workspaceId);
  }

  note(workspaceId: string, task: TemplateTask | undefined, result: TaskResult): void {
    const isSlow = result.tookMs > SLOW_MS;
    if (isSlow) this.workspaces.set(workspaceId, true);
    if (task === undefined || !this.has(workspaceId)) return;
    const key = keyOf(workspaceId, task);
    if (isSlow && 'failure' in result) this.strikes.set(key, (this.strikes.get(key) ?? 0) + 1);
    else this.strikes.delete(key);
  }

  /** Why a task is not even tried; undefined for one that is. */
  refusalOf(workspaceId: string, task: TemplateTask | undefined): Failure | undefined {
    if (task === undefined || !this.has(workspaceId)) return undefined;
    if ((this.strikes.get(keyOf(workspaceId, task)) ?? 0) < MAX_STRIKES) return undefined;
    return {
      field: null,
      message: 'it took too long for the contacts before: it is tried again after a minute',
    };
  }
}

/** The texts of the message, whoever gets it. */
function keyOf(workspaceId: string, task: TemplateTask): string {
  return createHash('sha1')
    .update(workspaceId)
    .update(JSON.stringify(textsOf(task)))
    .digest('base64');
}

function textsOf(task: TemplateTask): unknown {
  if (task.kind === 'check') return task.source;
  return task.kind === 'compose' ? [task.messageText, task.threadRoot] : [task.messageText];
}
