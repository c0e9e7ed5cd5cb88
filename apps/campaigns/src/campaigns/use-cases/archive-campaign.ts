import { Injectable } from '@nestjs/common';
import type { CampaignRef } from '#contracts';
import { Clock } from '#kernel';
import { Dispatcher } from '../../clients/dispatcher.js';
import { archive, wasRunning } from '../domain/transitions.js';
import { Campaigns } from '../persistence/campaigns.js';

@Injectable()
export class ArchiveCampaign {
  constructor(
    private readonly campaigns: Campaigns,
    private readonly dispatcher: Dispatcher,
    private readonly clock: Clock,
  ) {}

  /** No further send starts once it resolves, as with a pause. A campaign that was not running needs no hold. */
  async execute(ref: CampaignRef) {
    const campaign = await this.campaigns.change(ref, (current) => archive(current, this.clock.now()));
    return { campaign, inFlight: wasRunning(campaign) ? await this.dispatcher.hold(campaign) : 0 };
  }
}
