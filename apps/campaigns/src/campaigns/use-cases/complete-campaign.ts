import { Injectable } from '@nestjs/common';
import type { EnrollmentsExhausted, EventOf } from '#contracts';
import { Clock } from '#kernel';
import { allows } from '../domain/campaign.js';
import { complete } from '../domain/complete.js';
import { Campaigns } from '../persistence/campaigns.js';

@Injectable()
export class CompleteCampaign {
  constructor(
    private readonly campaigns: Campaigns,
    private readonly clock: Clock,
  ) {}

  /**
   * A campaign that was changed meanwhile stays as it is: the news is of what it was. Paused or archived, it has its
   * reasons; with another filter, or resumed, it may have more to do, and is told of again when it has not.
   */
  async execute({ workspaceid, data }: EventOf<typeof EnrollmentsExhausted>): Promise<void> {
    await this.campaigns.change(workspaceid, data.campaign_id, (current) => {
      const outdated = data.version !== undefined && data.version !== current.version;
      return outdated || !allows(current.state, 'complete') ? undefined : complete(current, this.clock.now());
    });
  }
}
