import { MAX_STREAMED_SENDS, type StartExport as BeginExportRequest, type RequestOf } from '#contracts';
import { Database } from '#database';
import { Jobs } from '#jobs';
import { Clock, idOf, uuidOf, type Id } from '#kernel';
import { Injectable } from '@nestjs/common';
import { SendLog } from '../clients/send-log.js';
import { EXPORT, EXPORT_KEPT_MS, type ExportInput } from './export-job.js';

/** Opens a job for an export that is too large to be the answer of one request. */
@Injectable()
export class StartExport {
  constructor(
    private readonly log: SendLog,
    private readonly database: Database,
    private readonly jobs: Jobs,
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

    // The same for every order and repetition in the request, since it is the key that tells jobs apart.
    const sorted = [...new Set(include)].toSorted();
    const input: ExportInput = { campaign_id: uuidOf(campaign_id), format, include: sorted };
    const opening = {
      workspaceId: uuidOf(workspace_id),
      type: EXPORT,
      key: JSON.stringify(input),
      input,
      total,
      awaitsParts: false,
      keptMs: EXPORT_KEPT_MS,
    };
    return idOf('job', await this.jobs.open(this.database, opening, this.clock.now()));
  }
}
