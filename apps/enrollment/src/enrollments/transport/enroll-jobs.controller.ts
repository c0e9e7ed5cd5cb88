import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import {
  AddEnrollJobPart,
  CancelEnrollmentJob,
  CreateEnrollJob,
  GetEnrollmentJob,
  type JobView,
  type RequestOf,
  type ResponseOf,
} from '#contracts';
import type { Job } from '#jobs';
import { notFound } from '#kernel';
import { HandlesRequest } from '#messaging';
import { EnrollJobs } from '../persistence/enroll-jobs.js';
import { enrollJobView, MAX_SKIPS_SHOWN } from '../views/enroll-job.view.js';
import { EnrollJobsSchedule } from './enroll-jobs.schedule.js';

@Controller()
export class EnrollJobsController {
  constructor(
    private readonly enrollJobs: EnrollJobs,
    private readonly schedule: EnrollJobsSchedule,
  ) {}

  @HandlesRequest(CreateEnrollJob)
  async open(
    @Payload() { snapshot, total }: RequestOf<typeof CreateEnrollJob>,
  ): Promise<ResponseOf<typeof CreateEnrollJob>> {
    return { job_id: await this.enrollJobs.open(snapshot, total) };
  }

  @HandlesRequest(AddEnrollJobPart)
  async fill(
    @Payload() part: RequestOf<typeof AddEnrollJobPart>,
  ): Promise<ResponseOf<typeof AddEnrollJobPart>> {
    if (!(await this.enrollJobs.fill(part))) throw notFound('job', part.job_id);
    this.schedule.wake();
    return {};
  }

  @HandlesRequest(GetEnrollmentJob)
  async get(@Payload() ref: RequestOf<typeof GetEnrollmentJob>): Promise<JobView> {
    const job = await this.enrollJobs.find(ref);
    if (job === undefined) throw notFound('job', ref.job_id);
    return this.viewOf(job);
  }

  @HandlesRequest(CancelEnrollmentJob)
  async cancel(@Payload() ref: RequestOf<typeof CancelEnrollmentJob>): Promise<JobView> {
    return this.viewOf(await this.enrollJobs.cancel(ref));
  }

  private async viewOf(job: Job): Promise<JobView> {
    return enrollJobView(job, await this.enrollJobs.skipped(job, MAX_SKIPS_SHOWN));
  }
}
