import type { ExportFormat } from '#contracts';
import { Database } from '#database';
import { Injectable } from '@nestjs/common';
import { PART } from './export-jobs.sql.js';

interface StoredPart {
  readonly campaign_id: string;
  readonly format: ExportFormat;
  /** Of the whole file. */
  readonly parts: number;
  readonly bytes: number;
  readonly content: string;
}

/** What jobs have written. In the store, so that every replica has it. */
@Injectable()
export class ExportFiles {
  constructor(private readonly database: Database) {}

  /** Undefined where there is none, or none any more. */
  async part(workspaceId: string, jobId: string, part: number, now: Date): Promise<StoredPart | undefined> {
    const [stored] = await this.database.query<StoredPart>(PART, [workspaceId, jobId, part, now]);
    return stored;
  }
}
