import { Injectable } from '@nestjs/common';
import type { CampaignRef } from '#contracts';
import { Clock } from '#kernel';
import { launch } from '../domain/launch.js';
import { requireAskable } from '../domain/preflight.js';
import { Campaigns } from '../persistence/campaigns.js';
import type { StoredCampaign } from '../persistence/stored-campaign.js';
import { CheckReadiness } from './run-preflight.js';

@Injectable()
export class LaunchCampaign {
  constructor(
    private readonly campaigns: Campaigns,
    private readonly checkReadiness: CheckReadiness,
    private readonly clock: Clock,
  ) {}

  async execute({ workspace_id, campaign_id }: CampaignRef): Promise<StoredCampaign> {
    const campaign = await this.campaigns.get(workspace_id, campaign_id);
    requireAskable(campaign, 'launch');
    const readiness = await this.checkReadiness.execute(campaign);

    return this.campaigns.change(workspace_id, campaign_id, (current) =>
      launch(current, readiness, this.clock.now()),
    );
  }
}
