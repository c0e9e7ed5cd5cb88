import { Controller } from '@nestjs/common';
import {
  CancelExportJob,
  CountSends,
  GetExportJob,
  MAX_STREAMED_SENDS,
  ReadExport,
  ReadExportPart,
  ReadSendLog,
  StartExport,
  type RequestOf,
} from '#contracts';
import { notFound } from '#kernel';
import { HandlesRequest, RpcClient } from '#messaging';
import { ExportJobs } from '../persistence/export-jobs.js';
import { exportJobView } from '../views/export-job.view.js';
import { exportText } from '../views/export-text.js';
import { ExportSchedule } from './export.schedule.js';

@Controller()
export class ExportsController {
  constructor(
    private readonly rpc: RpcClient,
    private readonly jobs: ExportJobs,
    private readonly schedule: ExportSchedule,
  ) {}

  /** Opens a job for an export that is too large for one response. No job id: the export needs no job. */
  @HandlesRequest(StartExport)
  async start(options: RequestOf<typeof StartExport>) {
    const { workspace_id, campaign_id } = options;
    const { count } = await this.rpc.request(CountSends, { workspace_id, campaign_id });
    if (count <= MAX_STREAMED_SENDS) return { job_id: null };

    const job_id = await this.jobs.open(options, count);
    this.schedule.wake();
    return { job_id };
  }

  /** Reads a small export piece by piece, and stores none of it. */
  @HandlesRequest(ReadExport)
  async read({ format, include, bom, ...place }: RequestOf<typeof ReadExport>) {
    const { results: sends, next_cursor } = await this.rpc.request(ReadSendLog, place);
    const page = { sends, isFirst: place.cursor === undefined, isLast: next_cursor === null };
    return { text: exportText({ format, include, bom }, page), next_cursor };
  }

  @HandlesRequest(GetExportJob)
  async get(ref: RequestOf<typeof GetExportJob>) {
    const job = await this.jobs.find(ref);
    if (job === undefined) throw notFound('job', ref.job_id);
    return exportJobView(job);
  }

  @HandlesRequest(CancelExportJob)
  async cancel(ref: RequestOf<typeof CancelExportJob>) {
    return exportJobView(await this.jobs.cancel(ref));
  }

  @HandlesRequest(ReadExportPart)
  async readPart({ part, ...ref }: RequestOf<typeof ReadExportPart>) {
    const stored = await this.jobs.filePart(ref, part);
    if (stored === undefined) throw notFound('file of job', ref.job_id);
    return stored;
  }
}
