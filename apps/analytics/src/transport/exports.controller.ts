import {
  StartExport as BeginExportRequest,
  GetExportJob,
  ReadExport as ReadExportRequest,
  ReadExportPart,
  type JobView,
  type RequestOf,
  type ResponseOf,
} from '#contracts';
import { Jobs } from '#jobs';
import { Clock, idOf, notFound, uuidOf } from '#kernel';
import { HandlesRequest } from '#messaging';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { StartExport } from '../use-cases/start-export.js';
import { EXPORT, ExportInput, ExportState } from '../use-cases/export-job.js';
import { ReadExport } from '../use-cases/read-export.js';
import { exportJobView } from './export-job.view.js';
import { ExportSchedule } from './export-schedule.js';

@Controller()
export class ExportsController {
  constructor(
    private readonly startExport: StartExport,
    private readonly readExport: ReadExport,
    private readonly jobs: Jobs,
    private readonly schedule: ExportSchedule,
    private readonly clock: Clock,
  ) {}

  @HandlesRequest(BeginExportRequest)
  async begin(
    @Payload() request: RequestOf<typeof BeginExportRequest>,
  ): Promise<ResponseOf<typeof BeginExportRequest>> {
    const job_id = await this.startExport.execute(request);
    if (job_id !== null) this.schedule.wake();
    return { job_id };
  }

  @HandlesRequest(ReadExportRequest)
  read(
    @Payload() request: RequestOf<typeof ReadExportRequest>,
  ): Promise<ResponseOf<typeof ReadExportRequest>> {
    return this.readExport.execute(request);
  }

  @HandlesRequest(GetExportJob)
  async get(@Payload() { workspace_id, job_id }: RequestOf<typeof GetExportJob>): Promise<JobView> {
    const job = await this.jobs.find(
      { workspaceId: uuidOf(workspace_id), jobId: uuidOf(job_id) },
      EXPORT,
      this.clock.now(),
    );
    if (job === undefined) throw notFound('job', job_id);
    return exportJobView(job);
  }

  @HandlesRequest(ReadExportPart)
  async readPart(
    @Payload() { workspace_id, job_id, part }: RequestOf<typeof ReadExportPart>,
  ): Promise<ResponseOf<typeof ReadExportPart>> {
    const stored = await this.jobs.content(
      { workspaceId: uuidOf(workspace_id), jobId: uuidOf(job_id) },
      part,
      this.clock.now(),
    );
    if (stored === undefined) throw notFound('file of job', job_id);
    const { campaign_id, format } = ExportInput.parse(stored.input);
    const { bytes } = ExportState.parse(stored.state);
    return {
      campaign_id: idOf('camp', campaign_id),
      format,
      parts: stored.parts,
      bytes,
      text: stored.content,
    };
  }
}
