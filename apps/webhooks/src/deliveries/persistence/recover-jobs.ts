import { Injectable } from '@nestjs/common';
import type { JobRef, RecoverWebhook, RequestOf } from '#contracts';
import { Database } from '#database';
import { Jobs, type Job } from '#jobs';
import { Clock, idOf, notFound, uuidOf, type Id } from '#kernel';
import { assertActive } from '../../endpoints/index.js';
import { RECOVER } from './recover-job.js';
import { COUNT_EVENTS } from './recover-jobs.sql.js';

const RETENTION_MS = 7 * 86_400_000;

/** The jobs that deliver what a webhook has missed. */
@Injectable()
export class RecoverJobs {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {}

  /**
   * The job that is under way for the webhook since the same time, or a new one: a job since a later time would miss
   * what came before.
   * @throws DomainError `not_found`, `webhook_inactive`
   */
  async open(request: RequestOf<typeof RecoverWebhook>): Promise<Id<'job'>> {
    const { workspace_id, webhook_id, since } = request;
    await assertActive(this.database, request);
    const workspaceId = uuidOf(workspace_id);
    const input = { endpoint_id: uuidOf(webhook_id), since };
    const id = await this.jobs.open(
      this.database,
      {
        workspaceId,
        type: RECOVER,
        key: JSON.stringify(input),
        input,
        total: await this.eventsSince(workspaceId, new Date(since)),
        awaitsParts: false,
        retentionMs: RETENTION_MS,
      },
      this.clock.now(),
    );
    return idOf('job', id);
  }

  /** @throws DomainError `not_found` */
  async get(ref: JobRef): Promise<Job> {
    const job = await this.jobs.find(storedRef(ref), RECOVER, this.clock.now());
    if (job === undefined) throw notFound('job', ref.job_id);
    return job;
  }

  /** @throws DomainError `not_found`, `invalid_transition` */
  cancel(ref: JobRef): Promise<Job> {
    return this.jobs.cancel(storedRef(ref), RECOVER, this.clock.now());
  }

  private async eventsSince(workspaceId: string, since: Date): Promise<number> {
    const params = [workspaceId, since];
    const [row] = await this.database.query<{ events: number }>(COUNT_EVENTS, params);
    return row?.events ?? 0;
  }
}

const storedRef = ({ workspace_id, job_id }: JobRef) => ({
  workspaceId: uuidOf(workspace_id),
  jobId: uuidOf(job_id),
});
