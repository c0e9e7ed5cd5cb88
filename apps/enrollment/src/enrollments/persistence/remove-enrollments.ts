import { Injectable } from '@nestjs/common';
import type { RemoveEnrollments as RemoveEnrollmentsRequest, RequestOf } from '#contracts';
import { Database } from '#database';
import { Clock, uuidOf } from '#kernel';
import { CampaignReplicas } from '../../campaigns/index.js';
import { ManualEnrollments } from './manual-enrollments.js';

@Injectable()
export class RemoveEnrollments {
  constructor(
    private readonly database: Database,
    private readonly replicas: CampaignReplicas,
    private readonly manual: ManualEnrollments,
    private readonly clock: Clock,
  ) {}

  /** Answers how many were under way. */
  execute(command: RequestOf<typeof RemoveEnrollmentsRequest>): Promise<number> {
    const campaignId = uuidOf(command.campaign_id);
    return this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const removed = await this.manual.remove(tx, {
        workspaceId: uuidOf(command.workspace_id),
        campaignId,
        contactIds: command.contact_ids.map(uuidOf),
        stopPendingSends: command.stop_pending_sends,
        now,
      });
      await this.replicas.wakeFinished(tx, [campaignId], now);
      return removed;
    });
  }
}
