import { Controller } from '@nestjs/common';
import {
  AddEnrollJobPart,
  CancelEnrollmentJob,
  CreateEnrollJob,
  GetEnrollmentJob,
  type JobView,
  type RequestOf,
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
  async open({ snapshot, total }: RequestOf<typeof CreateEnrollJob>) {
    return { job_id: await this.enrollJobs.open(snapshot, total) };
  }

  @HandlesRequest(AddEnrollJobPart)
  async fill(part: RequestOf<typeof AddEnrollJobPart>) {
    if (!(await this.enrollJobs.fill(part))) throw notFound('job', part.job_id);
    this.schedule.wake();
    return {};
  }

  @HandlesRequest(GetEnrollmentJob)
  async get(ref: RequestOf<typeof GetEnrollmentJob>) {
    const job = await this.enrollJobs.find(ref);
    if (job === undefined) throw notFound('job', ref.job_id);
    return this.viewOf(job);
  }

  @HandlesRequest(CancelEnrollmentJob)
  async cancel(ref: RequestOf<typeof CancelEnrollmentJob>) {
    return this.viewOf(await this.enrollJobs.cancel(ref));
  }

  private async viewOf(job: Job): Promise<JobView> {
    return enrollJobView(job, await this.enrollJobs.skipped(job, MAX_SKIPS_SHOWN));
  }
}
