import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import {
  CancelExportJob,
  GetExportJob,
  ReadExportPart,
  ReadExport as ReadExportRequest,
  StartExport as StartExportRequest,
  type JobView,
  type RequestOf,
  type ResponseOf,
} from '#contracts';
import { notFound } from '#kernel';
import { HandlesRequest } from '#messaging';
import { ExportJobs } from '../persistence/export-jobs.js';
import { ReadExport } from '../use-cases/read-export.js';
import { StartExport } from '../use-cases/start-export.js';
import { exportJobView } from '../views/export-job.view.js';
import { ExportSchedule } from './export.schedule.js';

@Controller()
export class ExportsController {
  constructor(
    private readonly startExport: StartExport,
    private readonly readExport: ReadExport,
    private readonly jobs: ExportJobs,
    private readonly schedule: ExportSchedule,
  ) {}

  @HandlesRequest(StartExportRequest)
  async start(
    @Payload() request: RequestOf<typeof StartExportRequest>,
  ): Promise<ResponseOf<typeof StartExportRequest>> {
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
  async get(@Payload() ref: RequestOf<typeof GetExportJob>): Promise<JobView> {
    const job = await this.jobs.find(ref);
    if (job === undefined) throw notFound('job', ref.job_id);
    return exportJobView(job);
  }

  @HandlesRequest(CancelExportJob)
  async cancel(@Payload() ref: RequestOf<typeof CancelExportJob>): Promise<JobView> {
    return exportJobView(await this.jobs.cancel(ref));
  }

  @HandlesRequest(ReadExportPart)
  async readPart(
    @Payload() { part, ...ref }: RequestOf<typeof ReadExportPart>,
  ): Promise<ResponseOf<typeof ReadExportPart>> {
    const stored = await this.jobs.filePart(ref, part);
    if (stored === undefined) throw notFound('file of job', ref.job_id);
    return stored;
  }
}
