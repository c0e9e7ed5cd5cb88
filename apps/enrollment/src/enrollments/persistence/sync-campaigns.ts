import { Injectable } from '@nestjs/common';
import type { CampaignEventData } from '#contracts';
import { Database } from '#database';
import { Clock, uuidOf } from '#kernel';
import { CampaignReplicas } from '../../campaigns/index.js';
import { delayChanges } from '../domain/delay-changes.js';
import { Enrollments } from './enrollments.js';

/**
 * Keeps up with what campaigns have become. One that is archived has nobody under way any more; one whose steps have
 * other delays has everybody wait as long as they are now.
 */
@Injectable()
export class SyncCampaigns {
  constructor(
    private readonly database: Database,
    private readonly replicas: CampaignReplicas,
    private readonly enrollments: Enrollments,
    private readonly clock: Clock,
  ) {}

  async execute(snapshots: readonly CampaignEventData[]): Promise<void> {
    await this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const before = await this.replicas.lockSteps(
        tx,
        snapshots.map(({ campaign }) => uuidOf(campaign.id)),
      );
      const accepted = await this.replicas.accept(tx, snapshots, now);
      const changes = accepted.flatMap(({ campaignId: campaign_id, steps }) =>
        delayChanges(before.get(campaign_id) ?? [], steps).map((change) => ({ campaign_id, ...change })),
      );
      await this.enrollments.moveWaiting(tx, changes);
      const archived = accepted.filter(({ status }) => status === 'archived');
      await this.enrollments.closeCampaigns(
        tx,
        archived.map(({ campaignId }) => campaignId),
        now,
      );
    });
  }
}
