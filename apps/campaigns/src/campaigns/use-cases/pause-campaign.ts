import { Injectable } from '@nestjs/common';
import type { PauseCampaign as PauseCampaignRequest, RequestOf } from '#contracts';
import { Clock } from '#kernel';
import { Dispatcher } from '../../clients/dispatcher.js';
import { pause } from '../domain/pause.js';
import { Campaigns } from '../persistence/campaigns.js';

@Injectable()
export class PauseCampaign {
  constructor(
    private readonly campaigns: Campaigns,
    private readonly dispatcher: Dispatcher,
    private readonly clock: Clock,
  ) {}

  /** Once it resolves no further send starts; `inFlight` sends were already being handed over. */
  async execute({ workspace_id, campaign_id, reason }: RequestOf<typeof PauseCampaignRequest>) {
    const campaign = await this.campaigns.change(workspace_id, campaign_id, (current) =>
      pause(current, reason ?? null, this.clock.now()),
    );
    return { campaign, inFlight: await this.dispatcher.hold(campaign) };
  }
}
