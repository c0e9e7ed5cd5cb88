import { Controller } from '@nestjs/common';
import { CancelWebhooksJob, GetWebhooksJob, RecoverWebhook, type JobRef, type RequestOf } from '#contracts';
import { HandlesRequest } from '#messaging';
import { RecoverJobs } from '../persistence/recover-jobs.js';
import { recoverJobView } from '../views/recover-job.view.js';
import { RecoverSchedule } from './recover.schedule.js';

@Controller()
export class RecoverJobsController {
  constructor(
    private readonly jobs: RecoverJobs,
    private readonly schedule: RecoverSchedule,
  ) {}

  @HandlesRequest(RecoverWebhook)
  async open(request: RequestOf<typeof RecoverWebhook>) {
    const job_id = await this.jobs.open(request);
    this.schedule.wake();
    return { job_id, status_url: `/api/v1/jobs/${job_id}/` };
  }

  @HandlesRequest(GetWebhooksJob)
  async get(ref: JobRef) {
    return recoverJobView(await this.jobs.get(ref));
  }

  @HandlesRequest(CancelWebhooksJob)
  async cancel(ref: JobRef) {
    return recoverJobView(await this.jobs.cancel(ref));
  }
}
