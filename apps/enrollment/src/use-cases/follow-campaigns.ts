import { Injectable } from '@nestjs/common';
import type { CampaignEventData } from '#contracts';
import { Database } from '#database';
import { Clock } from '#kernel';
import { CampaignPlans } from '../persistence/campaign-plans.js';
import { Enrollments } from '../persistence/enrollments.js';

/** Keeps up with what campaigns have become. One that is archived has nobody under way any more. */
@Injectable()
export class FollowCampaigns {
  constructor(
    private readonly database: Database,
    private readonly plans: CampaignPlans,
    private readonly enrollments: Enrollments,
    private readonly clock: Clock,
  ) {}

  async execute(told: readonly CampaignEventData[]): Promise<void> {
    await this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const accepted = await this.plans.accept(tx, told, now);
      const archived = accepted.filter(({ status }) => status === 'archived');
      await this.enrollments.closeCampaigns(
        tx,
        archived.map(({ campaignId }) => campaignId),
        now,
      );
    });
  }
}
