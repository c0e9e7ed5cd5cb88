import { Injectable } from '@nestjs/common';
import { NO_METRICS, type CampaignResource, type PlatformState } from '#contracts';
import { Analytics } from '../../clients/analytics.js';
import type { StoredCampaign } from '../persistence/stored-campaign.js';
import { campaignView } from '../views/campaign.view.js';
import { platformStateOf } from '../views/platform-state.view.js';

/** Single campaigns as the API shows them, with the metrics of now. */
@Injectable()
export class CampaignResources {
  constructor(private readonly analytics: Analytics) {}

  /** @param platformState where it is newer than the stored one */
  async of(campaign: StoredCampaign, platformState = platformStateOf(campaign)): Promise<CampaignResource> {
    const view = { ...campaignView(campaign), ...shown(platformState) };
    if (view.started_at === null) return { ...view, metrics: NO_METRICS };
    const metrics = await this.analytics.metricsOf(campaign.workspaceId, [campaign.id]);
    return { ...view, metrics: metrics.get(campaign.id) ?? null };
  }

  /** Its platform has not heard of the resume yet. */
  resumed(campaign: StoredCampaign): Promise<CampaignResource> {
    return this.of(campaign, pending(campaign));
  }

  /** A campaign that was just launched has sent nothing: it needs no request to analytics. */
  launched(campaign: StoredCampaign): CampaignResource {
    return { ...campaignView(campaign), ...shown(pending(campaign)), metrics: NO_METRICS };
  }
}

const shown = (state: PlatformState | undefined) => state !== undefined && { platform_state: state };

function pending(campaign: StoredCampaign): PlatformState | undefined {
  const state = platformStateOf(campaign);
  return state && { ...state, status: 'pending', error: null };
}
