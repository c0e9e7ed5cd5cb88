import { Injectable } from '@nestjs/common';
import { NO_METRICS, type CampaignResource } from '#contracts';
import { Analytics } from '../../clients/analytics.js';
import type { StoredCampaign } from '../persistence/stored-campaign.js';
import { campaignView } from '../views/campaign.view.js';

/** Single campaigns as the API shows them, with the metrics of now. */
@Injectable()
export class CampaignResources {
  constructor(private readonly analytics: Analytics) {}

  async of(campaign: StoredCampaign): Promise<CampaignResource> {
    const view = campaignView(campaign);
    if (view.started_at === null) return { ...view, metrics: NO_METRICS };
    const metrics = await this.analytics.metricsOf(campaign.workspaceId, [campaign.id]);
    return { ...view, metrics: metrics.get(campaign.id) ?? null };
  }

  /** A campaign that was just launched has sent nothing: it needs no request to analytics. */
  launched(campaign: StoredCampaign): CampaignResource {
    return { ...campaignView(campaign), metrics: NO_METRICS };
  }
}
