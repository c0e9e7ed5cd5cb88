import { Injectable } from '@nestjs/common';
import { MAX_STREAMED_SENDS } from '#contracts';
import type { Id } from '#kernel';
import { SendLog } from '../clients/send-log.js';
import { ExportJobs, type ExportOptions } from '../persistence/export-jobs.js';

/** Opens a job for an export that is too large for one response. */
@Injectable()
export class StartExport {
  constructor(
    private readonly log: SendLog,
    private readonly jobs: ExportJobs,
  ) {}

  /** Null when the export needs no job. */
  async execute(options: ExportOptions): Promise<Id<'job'> | null> {
    const { workspace_id, campaign_id } = options;
    const total = await this.log.count({ workspace_id, campaign_id });

    return total <= MAX_STREAMED_SENDS ? null : this.jobs.open(options, total);
  }
}
