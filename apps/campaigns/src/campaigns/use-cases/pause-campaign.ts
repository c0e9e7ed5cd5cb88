import { Injectable } from '@nestjs/common';
import type { PauseCampaign as PauseCampaignRequest, RequestOf } from '#contracts';
import { Clock } from '#kernel';
import { Dispatcher } from '../../clients/dispatcher.js';
import { pause } from '../domain/transitions.js';
import { Campaigns } from '../persistence/campaigns.js';

@Injectable()
export class PauseCampaign {
  constructor(
    private readonly campaigns: Campaigns,
    private readonly dispatcher: Dispatcher,
    private readonly clock: Clock,
  ) {}

  /** No further send starts once it resolves; `inFlight` sends were being delivered already. */
  async execute({ reason = null, ...ref }: RequestOf<typeof PauseCampaignRequest>) {
    const campaign = await this.campaigns.change(ref, (current) => pause(current, reason, this.clock.now()));
    return { campaign, inFlight: await this.dispatcher.hold(campaign) };
  }
}
