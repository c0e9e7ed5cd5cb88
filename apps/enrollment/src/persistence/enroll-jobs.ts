import { Injectable } from '@nestjs/common';
import type { EnrollResult } from '#contracts';
import { Database, type Transaction } from '#database';
import { CLAIM, FAIL, FILL, FIND, FINISH_PART, NEXT_PART, OPEN, SWEEP } from './enroll-jobs.sql.js';

/** A part takes 200 ms; whoever has not finished it by then has died or failed. */
const LEASE_MS = 60_000;
const RECEIVING_MS = 10 * 60_000;
const KEPT_MS = 7 * 86_400_000;

export interface EnrollJob {
  readonly id: string;
  readonly status: 'receiving' | 'queued' | 'running' | 'succeeded' | 'failed';
  readonly total: number;
  readonly done: number;
  readonly enrolled: number;
  readonly error: 'incomplete' | 'internal_error' | 'invalid_transition' | null;
  readonly created_at: Date;
  readonly finished_at: Date | null;
  readonly expires_at: Date;
  /** The first of those who were not enrolled. */
  readonly skips: EnrollResult['skipped'];
}

export interface EnrollJobPart {
  readonly workspaceId: string;
  readonly campaignId: string;
  readonly part: number;
  readonly contactIds: readonly string[];
}

const after = (now: Date, ms: number): Date => new Date(now.getTime() + ms);

/** Jobs that enroll more contacts than one request may name, part by part. */
@Injectable()
export class EnrollJobs {
  constructor(private readonly database: Database) {}

  /** Answers the job's id. */
  async open(tx: Transaction, { workspaceId, campaignId, total, now }: EnrollJobOpening): Promise<string> {
    const values = [workspaceId, campaignId, total, now, after(now, RECEIVING_MS), after(now, KEPT_MS)];
    const [job] = await tx.query<{ id: string }>(OPEN, values);
    if (job === undefined) throw new Error('an insert answers its row');
    return job.id;
  }

  /** False when there is no such job. */
  async addPart(
    { workspaceId, jobId }: { readonly workspaceId: string; readonly jobId: string },
    { part, contactIds }: Pick<EnrollJobPart, 'part' | 'contactIds'>,
    now: Date,
  ): Promise<boolean> {
    return (await this.database.query(FILL, [workspaceId, jobId, part, contactIds, now])).length > 0;
  }

  /** A job that waits for somebody, from now on for nobody else until the lease runs out; answers its id. */
  async claim(now: Date): Promise<string | undefined> {
    const [job] = await this.database.query<{ id: string }>(CLAIM, [now, after(now, LEASE_MS)]);
    return job?.id;
  }

  /** Locks the job. Undefined when somebody else has finished it. */
  async nextPart(tx: Transaction, jobId: string): Promise<EnrollJobPart | undefined> {
    const [part] = await tx.query<EnrollJobPart>(NEXT_PART, [jobId]);
    return part;
  }

  async finishPart(
    tx: Transaction,
    jobId: string,
    { part, contactIds }: EnrollJobPart,
    { enrolled, skipped }: EnrollResult,
    now: Date,
  ): Promise<void> {
    const values = [jobId, part, JSON.stringify(skipped), contactIds.length, enrolled, now];
    await tx.query(FINISH_PART, values);
  }

  async fail(
    tx: Transaction,
    jobId: string,
    error: NonNullable<EnrollJob['error']>,
    now: Date,
  ): Promise<void> {
    await tx.query(FAIL, [jobId, error, now]);
  }

  /** Gives up what cannot end well, and forgets what is old. */
  async sweep(now: Date): Promise<void> {
    await this.database.query(SWEEP, [now]);
  }

  async find(
    workspaceId: string,
    jobId: string,
    { maxSkips }: { maxSkips: number },
  ): Promise<EnrollJob | undefined> {
    const [job] = await this.database.query<EnrollJob>(FIND, [workspaceId, jobId, maxSkips]);
    return job;
  }
}

export interface EnrollJobOpening {
  readonly workspaceId: string;
  readonly campaignId: string;
  readonly total: number;
  readonly now: Date;
}
