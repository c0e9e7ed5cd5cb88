import { Injectable } from '@nestjs/common';
import type { AddEnrollments as AddEnrollmentsRequest, EnrollResult, RequestOf } from '#contracts';
import { Database } from '#database';
import { Clock, uuidOf } from '#kernel';
import { CampaignReplicas } from '../../campaigns/index.js';
import { ManualEnrollments } from './manual-enrollments.js';

/** Enrolls contacts that were named. They wait until the campaign and its daily quota let them start. */
@Injectable()
export class AddEnrollments {
  constructor(
    private readonly database: Database,
    private readonly replicas: CampaignReplicas,
    private readonly manual: ManualEnrollments,
    private readonly clock: Clock,
  ) {}

  execute({ snapshot, contact_ids }: RequestOf<typeof AddEnrollmentsRequest>): Promise<EnrollResult> {
    const workspaceId = uuidOf(snapshot.campaign.workspace_id);
    const campaignId = uuidOf(snapshot.campaign.id);
    return this.database.transaction(async (tx) => {
      const now = this.clock.now();
      await this.replicas.accept(tx, [snapshot], now); // locks the replica, also where it is known already
      const contactIds = contact_ids.map(uuidOf);
      const result = await this.manual.add(tx, { workspaceId, campaignId, contactIds, now });
      await this.replicas.wake(tx, [campaignId], now);
      return result;
    });
  }
}
