import { Injectable } from '@nestjs/common';
import type { CampaignRef } from '#contracts';
import { Clock } from '#kernel';
import { Dispatcher } from '../../clients/dispatcher.js';
import { archive, wasRunning } from '../domain/archive.js';
import { Campaigns } from '../persistence/campaigns.js';

@Injectable()
export class ArchiveCampaign {
  constructor(
    private readonly campaigns: Campaigns,
    private readonly dispatcher: Dispatcher,
    private readonly clock: Clock,
  ) {}

  /** Once it resolves no further send starts, as with a pause. A campaign that was not running asks nobody. */
  async execute({ workspace_id, campaign_id }: CampaignRef) {
    const campaign = await this.campaigns.change(workspace_id, campaign_id, (current) =>
      archive(current, this.clock.now()),
    );
    return { campaign, inFlight: wasRunning(campaign) ? await this.dispatcher.hold(campaign) : 0 };
  }
}
