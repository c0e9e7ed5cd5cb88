import { Injectable } from '@nestjs/common';
import type { CampaignEventData } from '#contracts';
import { Database } from '#database';
import { Jobs } from '#jobs';
import { Clock, uuidOf } from '#kernel';
import { CampaignReplicas } from '../../campaigns/index.js';
import { ENROLL, ENROLL_RETENTION_MS } from './enroll-job.js';

/** Opens a job that will enroll contacts in a campaign, which may not have been heard of yet. */
@Injectable()
export class CreateEnrollJob {
  constructor(
    private readonly database: Database,
    private readonly replicas: CampaignReplicas,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {}

  /** Answers its id. */
  execute(snapshot: CampaignEventData, total: number): Promise<string> {
    const workspaceId = uuidOf(snapshot.campaign.workspace_id);
    const campaignId = uuidOf(snapshot.campaign.id);
    return this.database.transaction(async (tx) => {
      const now = this.clock.now();
      await this.replicas.accept(tx, [snapshot], now);
      const input = { campaignId };
      const opening = {
        workspaceId,
        type: ENROLL,
        input,
        total,
        awaitsParts: true,
        retentionMs: ENROLL_RETENTION_MS,
      };
      return this.jobs.open(tx, opening, now);
    });
  }
}
