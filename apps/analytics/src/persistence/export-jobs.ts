import type { ExportFormat, ExportInclude, JobView } from '#contracts';
import { Database, type Transaction } from '#database';
import { Injectable } from '@nestjs/common';
import { ADD_PART, CLAIM, FIND, FORGET, GIVE_UP, OPEN, POSTPONE, SUCCEED } from './export-jobs.sql.js';

/** Of the file. */
const KEPT_MS = 24 * 3_600_000;
/** For a download that began in time. */
const GRACE_MS = 3_600_000;
/** A part takes 10 ms, and 7 s where nobody answers; whoever has not written it by then has died or failed. */
const LEASE_MS = 30_000;
/** Until a log that could not be read is tried again. */
const PAUSE_MS = 5_000;
/** What goes on for so long, with nobody who has the log, is not waited for any more. */
const TOO_LONG_MS = 24 * 3_600_000;
/** Of 100 kB each: a statement of half a second. */
const FORGOTTEN_AT_ONCE = 500;

/** What an export is of. */
export interface ExportOptions {
  readonly workspace_id: string;
  readonly campaign_id: string;
  readonly format: ExportFormat;
  readonly include: readonly ExportInclude[];
}

/** A job that waits for its next part. */
export interface UnfinishedExport extends ExportOptions {
  readonly id: string;
  /** Where in the log the part begins; null at its beginning. */
  readonly cursor: string | null;
  /** How many there are already. */
  readonly parts: number;
}

export interface ExportPart {
  readonly text: string;
  readonly sends: number;
  readonly nextCursor: string | null;
}

export interface ExportJob extends Omit<ExportOptions, 'workspace_id'> {
  readonly id: string;
  readonly status: JobView['status'];
  readonly total: number;
  readonly done: number;
  readonly bytes: number;
  readonly error: 'internal_error' | 'unavailable' | null;
  readonly created_at: Date;
  readonly finished_at: Date | null;
  readonly expires_at: Date | null;
}

const after = (now: Date, ms: number): Date => new Date(now.getTime() + ms);

/** Jobs that write a file of a campaign's sends, part by part. All ids are uuids. */
@Injectable()
export class ExportJobs {
  constructor(private readonly database: Database) {}

  /** Answers the id of the job, which may have been under way with the same options. */
  async open(
    { workspace_id, campaign_id, format, include }: ExportOptions,
    total: number,
    now: Date,
  ): Promise<string> {
    const values = [workspace_id, campaign_id, format, include, total, now];
    const [job] = await this.database.query<{ id: string }>(OPEN, values);
    if (job === undefined) throw new Error('an upsert answers its row');
    return job.id;
  }

  /** A job that waits for somebody, from now on for nobody else until the lease runs out. */
  async claim(now: Date): Promise<UnfinishedExport | undefined> {
    const [job] = await this.database.query<UnfinishedExport>(CLAIM, [now, after(now, LEASE_MS)]);
    return job;
  }

  /** False when somebody else has written that part meanwhile. */
  async addPart(
    tx: Transaction,
    { id, parts }: UnfinishedExport,
    { text, sends, nextCursor }: ExportPart,
    now: Date,
  ): Promise<boolean> {
    const values = [id, parts, text, sends, Buffer.byteLength(text), nextCursor, now];
    return (await tx.query(ADD_PART, values)).length > 0;
  }

  /** Answers how many sends the file has, and until when it can be had. */
  async succeed(
    tx: Transaction,
    id: string,
    now: Date,
  ): Promise<{ readonly done: number; readonly bytes: number; readonly expiresAt: Date }> {
    const expiresAt = after(now, KEPT_MS);
    const [job] = await tx.query<{ done: number; bytes: number }>(SUCCEED, [id, now, expiresAt]);
    if (job === undefined) throw new Error('a job whose part was just added is there');
    return { ...job, expiresAt };
  }

  async postpone(id: string, now: Date): Promise<void> {
    await this.database.query(POSTPONE, [id, after(now, PAUSE_MS)]);
  }

  /** Gives up what cannot end well, and forgets some of what is old. */
  async sweep(now: Date): Promise<'more' | 'idle'> {
    await this.database.query(GIVE_UP, [now, after(now, -TOO_LONG_MS), after(now, KEPT_MS)]);
    const values = [after(now, -GRACE_MS), FORGOTTEN_AT_ONCE];
    const [forgotten] = await this.database.query<{ parts: number }>(FORGET, values);
    return forgotten?.parts === FORGOTTEN_AT_ONCE ? 'more' : 'idle';
  }

  async find(workspaceId: string, jobId: string, now: Date): Promise<ExportJob | undefined> {
    const [job] = await this.database.query<ExportJob>(FIND, [workspaceId, jobId, now]);
    return job;
  }
}
