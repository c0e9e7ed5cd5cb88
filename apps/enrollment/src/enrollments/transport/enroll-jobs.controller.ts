import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import {
  FillEnrollJob,
  GetEnrollmentJob,
  OpenEnrollJob as OpenEnrollJobRequest,
  type JobView,
  type RequestOf,
  type ResponseOf,
} from '#contracts';
import { Jobs } from '#jobs';
import { Clock, idOf, notFound, uuidOf } from '#kernel';
import { Answers } from '#messaging';
import { ENROLL } from '../use-cases/enroll-job.js';
import { OpenEnrollJob } from '../use-cases/create-enroll-job.js';
import { enrollJobView, MAX_SKIPS_SHOWN } from '../views/enroll-job.view.js';
import { Schedules } from '../../campaigns/transport/enrolling.schedule.js';

@Controller()
export class EnrollJobsController {
  constructor(
    private readonly jobs: Jobs,
    private readonly openEnrollJob: OpenEnrollJob,
    private readonly schedules: Schedules,
    private readonly clock: Clock,
  ) {}

  @Answers(OpenEnrollJobRequest)
  async open(
    @Payload() { told, total }: RequestOf<typeof OpenEnrollJobRequest>,
  ): Promise<ResponseOf<typeof OpenEnrollJobRequest>> {
    return { job_id: idOf('job', await this.openEnrollJob.execute(told, total)) };
  }

  @Answers(FillEnrollJob)
  async fill(
    @Payload() { workspace_id, job_id, part, contact_ids }: RequestOf<typeof FillEnrollJob>,
  ): Promise<ResponseOf<typeof FillEnrollJob>> {
    const ref = { workspaceId: uuidOf(workspace_id), jobId: uuidOf(job_id) };
    const found = await this.jobs.receivePart(ref, part, contact_ids.map(uuidOf), this.clock.now());
    if (!found) throw notFound('job', job_id);
    this.schedules.wakeEnrollJobs();
    return {};
  }

  @Answers(GetEnrollmentJob)
  async get(@Payload() { workspace_id, job_id }: RequestOf<typeof GetEnrollmentJob>): Promise<JobView> {
    const ref = { workspaceId: uuidOf(workspace_id), jobId: uuidOf(job_id) };
    const job = await this.jobs.find(ref, ENROLL, this.clock.now());
    if (job === undefined) throw notFound('job', job_id);
    return enrollJobView(job, await this.jobs.results(job.id, MAX_SKIPS_SHOWN));
  }
}
