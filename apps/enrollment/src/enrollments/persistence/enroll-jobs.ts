import { Injectable } from '@nestjs/common';
import type { AddEnrollJobPart, CampaignEventData, GetEnrollmentJob, RequestOf } from '#contracts';
import { Database } from '#database';
import { Jobs, type Job } from '#jobs';
import { Clock, idOf, isId, uuidOf, type Id } from '#kernel';
import { ENROLL, type NamedContact } from './enroll-job.js';
import { SyncCampaigns } from './sync-campaigns.js';

const RETENTION_MS = 7 * 86_400_000;

type JobRef = RequestOf<typeof GetEnrollmentJob>;

/** The jobs that enroll contacts. */
@Injectable()
export class EnrollJobs {
  constructor(
    private readonly database: Database,
    private readonly syncCampaigns: SyncCampaigns,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {}

  /** The campaign may not have arrived yet. */
  async open(snapshot: CampaignEventData, total: number): Promise<Id<'job'>> {
    const workspaceId = uuidOf(snapshot.campaign.workspace_id);
    const input = { campaignId: uuidOf(snapshot.campaign.id) };
    const id = await this.database.transaction(async (tx) => {
      const now = this.clock.now();
      await this.syncCampaigns.accept(tx, [snapshot], now);
      const opening = {
        workspaceId,
        type: ENROLL,
        input,
        total,
        awaitsParts: true,
        retentionMs: RETENTION_MS,
      };
      return this.jobs.open(tx, opening, now);
    });
    return idOf('job', id);
  }

  /** False when there is no such job. */
  fill({ part, contact_ids, ...ref }: RequestOf<typeof AddEnrollJobPart>): Promise<boolean> {
    return this.jobs.receivePart(storedRef(ref), part, contact_ids.map(storedName), this.clock.now());
  }

  find(ref: JobRef): Promise<Job | undefined> {
    return this.jobs.find(storedRef(ref), ENROLL, this.clock.now());
  }

  /** @throws DomainError `not_found`, `invalid_transition` */
  cancel(ref: JobRef): Promise<Job> {
    return this.jobs.cancel(storedRef(ref), ENROLL, this.clock.now());
  }

  /** The first contacts that a job skipped. */
  skipped({ id }: Job, limit: number): Promise<unknown[]> {
    return this.jobs.results(id, limit);
  }
}

const storedName = (id: string): NamedContact => (isId('cont', id) ? uuidOf(id) : { malformed: id });

const storedRef = ({ workspace_id, job_id }: JobRef) => ({
  workspaceId: uuidOf(workspace_id),
  jobId: uuidOf(job_id),
});
