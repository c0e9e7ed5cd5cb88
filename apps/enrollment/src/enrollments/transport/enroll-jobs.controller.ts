import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import {
  AddEnrollJobPart,
  CancelEnrollmentJob,
  GetEnrollmentJob,
  CreateEnrollJob as OpenEnrollJobRequest,
  type JobView,
  type RequestOf,
  type ResponseOf,
} from '#contracts';
import { Jobs, type Job } from '#jobs';
import { Clock, idOf, notFound, uuidOf } from '#kernel';
import { HandlesRequest } from '#messaging';
import { CreateEnrollJob } from '../persistence/create-enroll-job.js';
import { ENROLL } from '../persistence/enroll-job.js';
import { enrollJobView, MAX_SKIPS_SHOWN } from '../views/enroll-job.view.js';
import { EnrollJobsSchedule } from './enroll-jobs.schedule.js';

@Controller()
export class EnrollJobsController {
  constructor(
    private readonly jobs: Jobs,
    private readonly createEnrollJob: CreateEnrollJob,
    private readonly enrollJobs: EnrollJobsSchedule,
    private readonly clock: Clock,
  ) {}

  @HandlesRequest(OpenEnrollJobRequest)
  async open(
    @Payload() { snapshot, total }: RequestOf<typeof OpenEnrollJobRequest>,
  ): Promise<ResponseOf<typeof OpenEnrollJobRequest>> {
    return { job_id: idOf('job', await this.createEnrollJob.execute(snapshot, total)) };
  }

  @HandlesRequest(AddEnrollJobPart)
  async fill(
    @Payload() { workspace_id, job_id, part, contact_ids }: RequestOf<typeof AddEnrollJobPart>,
  ): Promise<ResponseOf<typeof AddEnrollJobPart>> {
    const ref = { workspaceId: uuidOf(workspace_id), jobId: uuidOf(job_id) };
    const found = await this.jobs.receivePart(ref, part, contact_ids.map(uuidOf), this.clock.now());
    if (!found) throw notFound('job', job_id);
    this.enrollJobs.wake();
    return {};
  }

  @HandlesRequest(GetEnrollmentJob)
  async get(@Payload() { workspace_id, job_id }: RequestOf<typeof GetEnrollmentJob>): Promise<JobView> {
    const ref = { workspaceId: uuidOf(workspace_id), jobId: uuidOf(job_id) };
    const job = await this.jobs.find(ref, ENROLL, this.clock.now());
    if (job === undefined) throw notFound('job', job_id);
    return this.viewOf(job);
  }

  @HandlesRequest(CancelEnrollmentJob)
  async cancel(@Payload() { workspace_id, job_id }: RequestOf<typeof CancelEnrollmentJob>): Promise<JobView> {
    const ref = { workspaceId: uuidOf(workspace_id), jobId: uuidOf(job_id) };
    return this.viewOf(await this.jobs.cancel(ref, ENROLL, this.clock.now()));
  }

  private async viewOf(job: Job): Promise<JobView> {
    return enrollJobView(job, await this.jobs.results(job.id, MAX_SKIPS_SHOWN));
  }
}
