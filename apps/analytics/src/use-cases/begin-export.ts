import { MAX_STREAMED_SENDS, type BeginExport as BeginExportRequest, type RequestOf } from '#contracts';
import { Clock, idOf, uuidOf, type Id } from '#kernel';
import { Injectable } from '@nestjs/common';
import { SendLog } from '../clients/send-log.js';
import { ExportJobs } from '../persistence/export-jobs.js';

/** Opens a job for an export that is too large to be the answer of one request. */
@Injectable()
export class BeginExport {
  constructor(
    private readonly log: SendLog,
    private readonly jobs: ExportJobs,
    private readonly clock: Clock,
  ) {}

  /** Null where no job is needed. */
  async execute({
    workspace_id,
    campaign_id,
    format,
    include,
  }: RequestOf<typeof BeginExportRequest>): Promise<Id<'job'> | null> {
    const total = await this.log.count({ workspace_id, campaign_id });
    if (total <= MAX_STREAMED_SENDS) return null;

    const ids = { workspace_id: uuidOf(workspace_id), campaign_id: uuidOf(campaign_id) };
    // The same however often and in whatever order it was said, since it tells jobs apart.
    const options = { ...ids, format, include: [...new Set(include)].toSorted() };
    return idOf('job', await this.jobs.open(options, total, this.clock.now()));
  }
}
