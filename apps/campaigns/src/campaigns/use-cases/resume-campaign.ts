import { Injectable } from '@nestjs/common';
import type { CampaignRef } from '#contracts';
import { Clock } from '#kernel';
import { resume } from '../domain/resume.js';
import { requireAskable } from '../domain/preflight.js';
import { Campaigns } from '../persistence/campaigns.js';
import type { StoredCampaign } from '../persistence/stored-campaign.js';
import { CheckReadiness } from './run-preflight.js';

@Injectable()
export class ResumeCampaign {
  constructor(
    private readonly campaigns: Campaigns,
    private readonly checkReadiness: CheckReadiness,
    private readonly clock: Clock,
  ) {}

  async execute({ workspace_id, campaign_id }: CampaignRef): Promise<StoredCampaign> {
    const campaign = await this.campaigns.get(workspace_id, campaign_id);
    requireAskable(campaign, 'resume');
    const readiness = await this.checkReadiness.execute(campaign);

    return this.campaigns.change(workspace_id, campaign_id, (current) =>
      resume(current, readiness, this.clock.now()),
    );
  }
}
