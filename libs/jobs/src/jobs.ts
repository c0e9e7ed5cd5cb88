import { Injectable } from '@nestjs/common';
import { Database, type Queryable, type Transaction } from '#database';
import { DomainError, notFound } from '#kernel';
import {
  ADD_PART,
  CLAIM,
  CONTENT,
  END,
  FILL,
  FIND,
  LOCK,
  OPEN,
  POSTPONE,
  RESULTS,
  SWEEP,
} from './jobs.sql.js';

/** A part takes 10 to 200 ms, and 7 s where another service does not answer; a worker that is later has died or failed. */
const LEASE_MS = 30_000;
const RECEIVING_MS = 10 * 60_000;
/** Delay before a job whose next part could not be read is tried again. */
const PAUSE_MS = 5_000;
const TOO_LONG_MS = 24 * 3_600_000;
/** Parts stay this long after a job expired, for a download that began in time. */
const GRACE_MS = 3_600_000;
/** Parts have 100 kB each: a statement of half a second. */
const DELETED_AT_ONCE = 500;

export interface Job {
  readonly id: string;
  readonly workspace_id: string;
  readonly type: string;
  readonly status: 'receiving' | 'queued' | 'running' | 'succeeded' | 'failed' | 'canceled';
  readonly input: unknown;
  /** The state that the last part left; null before the first. */
  readonly state: unknown;
  readonly total: number;
  readonly done: number;
  readonly parts: number;
  readonly error: string | null;
  readonly created_at: Date;
  readonly finished_at: Date | null;
  readonly expires_at: Date | null;
}

/** The result of a part; it is stored in the transaction that made it. */
export interface JobPart {
  readonly items: number;
  readonly state: unknown;
  readonly isLast: boolean;
  /** A piece of the job's file. */
  readonly content?: string;
  readonly result?: readonly unknown[];
}

/** Does one part in the transaction, with the job locked; or resolves with the code of the error that ends the job. */
export type StorePart = (tx: Transaction, partInput: unknown, now: Date) => Promise<JobPart | string>;

export interface JobType {
  readonly name: string;
  /** Reads from elsewhere what the next part needs, outside of a transaction. */
  prepare(job: Job): Promise<StorePart>;
}

export interface JobOpening {
  readonly workspaceId: string;
  readonly type: string;
  /** An unfinished job with the same key is used instead of a new one. */
  readonly key?: string;
  readonly input: unknown;
  readonly total: number;
  /** Whether the job begins only once parts with `total` items were received. */
  readonly awaitsParts: boolean;
  /** After its opening when it awaits parts, else after its end. */
  readonly retentionMs: number;
}

export interface JobRef {
  readonly workspaceId: string;
  readonly jobId: string;
}

const after = (now: Date, ms: number): Date => new Date(now.getTime() + ms);

/** Work in the background, part by part. All ids are uuids. */
@Injectable()
export class Jobs {
  constructor(private readonly database: Database) {}

  async open(on: Queryable, opening: JobOpening, now: Date): Promise<string> {
    const { workspaceId, type, key, input, total, awaitsParts, retentionMs } = opening;
    const [status, awaited, dueAt] = awaitsParts
      ? ['receiving', total, after(now, RECEIVING_MS)]
      : ['queued', 0, now];
    const values = [
      workspaceId,
      type,
      key ?? null,
      status,
      JSON.stringify(input),
      awaited,
      total,
      dueAt,
      now,
      retentionMs,
    ];
    const [job] = await on.query<{ id: string }>(OPEN, values);
    if (job === undefined) throw new Error('an upsert answers its row');
    return job.id;
  }

  /** False when there is no such job. */
  async receivePart(
    { workspaceId, jobId }: JobRef,
    part: number,
    input: readonly unknown[],
    now: Date,
  ): Promise<boolean> {
    const values = [workspaceId, jobId, part, JSON.stringify(input), input.length, now];
    return (await this.database.query(FILL, values)).length > 0;
  }

  /** A job that waits for a worker, from now on for no other until the lease runs out. */
  async claim(types: readonly string[], now: Date): Promise<Job | undefined> {
    const [job] = await this.database.query<Job>(CLAIM, [now, after(now, LEASE_MS), types]);
    return job;
  }

  /** Does the next part, once: nothing happens where another worker has done it or the job was canceled. */
  async storePart(tx: Transaction, job: Job, store: StorePart, now: Date): Promise<void> {
    const [next] = await tx.query<{ part: number; part_input: unknown }>(LOCK, [job.id, job.parts]);
    if (next === undefined) return;

    const stored = await store(tx, next.part_input, now);
    if (typeof stored === 'string') {
      await tx.query(END, [job.workspace_id, job.id, 'failed', stored, now, job.type]);
      return;
    }
    const { items, state, isLast, content, result } = stored;
    const rows = result === undefined ? null : JSON.stringify(result);
    const values = [job.id, next.part, items, JSON.stringify(state), now, isLast, content ?? null, rows];
    await tx.query(ADD_PART, values);
  }

  async postpone({ id }: Job, now: Date): Promise<void> {
    await this.database.query(POSTPONE, [id, after(now, PAUSE_MS)]);
  }

  /** Parts that are done stay done. To cancel again changes nothing. */
  async cancel(ref: JobRef, type: string, now: Date): Promise<Job> {
    await this.database.query(END, [ref.workspaceId, ref.jobId, 'canceled', null, now, type]);
    const job = await this.find(ref, type, now);
    if (job === undefined) throw notFound('job', ref.jobId);
    if (job.status === 'canceled') return job;
    throw new DomainError(
      'conflict',
      'invalid_transition',
      `a job that has ${job.status} cannot be canceled`,
      { state: job.status, action: 'cancel' },
    );
  }

  /** Gives up jobs that cannot end well, and deletes some of the expired ones. */
  async sweep(now: Date): Promise<'more' | 'idle'> {
    const values = [now, after(now, -TOO_LONG_MS), after(now, -GRACE_MS), DELETED_AT_ONCE];
    const [forgotten] = await this.database.query<{ parts: number }>(SWEEP, values);
    return forgotten?.parts === DELETED_AT_ONCE ? 'more' : 'idle';
  }

  async find({ workspaceId, jobId }: JobRef, type: string, now: Date): Promise<Job | undefined> {
    const [job] = await this.database.query<Job>(FIND, [workspaceId, jobId, type, now]);
    return job;
  }

  /** The first rows of all parts' results. */
  async results(jobId: string, max: number): Promise<unknown[]> {
    const rows = await this.database.query<{ row: unknown }>(RESULTS, [jobId, max]);
    return rows.map(({ row }) => row);
  }

  /** A piece of the file of a job that succeeded. */
  async content({ workspaceId, jobId }: JobRef, part: number, now: Date): Promise<JobContent | undefined> {
    const [stored] = await this.database.query<JobContent>(CONTENT, [workspaceId, jobId, part, now]);
    return stored;
  }
}

export interface JobContent extends Pick<Job, 'input' | 'state' | 'parts'> {
  readonly content: string;
}
