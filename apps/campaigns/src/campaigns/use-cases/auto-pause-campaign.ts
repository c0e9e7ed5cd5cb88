import { Injectable } from '@nestjs/common';
import type { CampaignUnhealthy, EventOf } from '#contracts';
import { Clock } from '#kernel';
import { Dispatcher } from '../../clients/dispatcher.js';
import { brokenRatesOf } from '../domain/campaign.js';
import { autoPause } from '../domain/transitions.js';
import { Campaigns } from '../persistence/campaigns.js';

@Injectable()
export class AutoPauseCampaign {
  constructor(
    private readonly campaigns: Campaigns,
    private readonly dispatcher: Dispatcher,
    private readonly clock: Clock,
  ) {}

  /**
   * Pauses the campaign, once however often it is told. The hold is requested again each time: a crash between the pause and
   * the hold would leave sends that start until the dispatcher reads the event.
   */
  async execute({ workspaceid: workspace_id, data }: EventOf<typeof CampaignUnhealthy>): Promise<void> {
    const { campaign_id, since, reasons } = data;
    const unhealthy = { since: new Date(since), reasons };
    const campaign = await this.campaigns.change({ workspace_id, campaign_id }, (current) =>
      autoPause(current, unhealthy, this.clock.now()),
    );
    if (brokenRatesOf(campaign.state) !== null) await this.dispatcher.hold(campaign);
  }
}
