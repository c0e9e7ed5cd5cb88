import { Injectable } from '@nestjs/common';
import {
  NO_METRICS,
  type CampaignResource,
  type ListCampaigns,
  type Metrics,
  type Page,
  type RequestOf,
} from '#contracts';
import type { Id } from '#kernel';
import { pageFrom, uuidIn } from '#messaging';
import { Analytics } from '../../clients/analytics.js';
import { CampaignList } from '../persistence/campaign-list.js';
import { stateFields, type StoredCampaign } from '../persistence/stored-campaign.js';
import { campaignView } from '../views/campaign.view.js';

/** Campaigns as the API shows them, with the metrics of analytics. */
@Injectable()
export class CampaignResources {
  constructor(
    private readonly list: CampaignList,
    private readonly analytics: Analytics,
  ) {}

  async of(campaign: StoredCampaign): Promise<CampaignResource> {
    const metrics = await this.metricsOf(campaign.workspaceId, [campaign]);
    return withMetrics(campaign, metrics);
  }

  /** A campaign that was just launched: it has sent nothing, so analytics is not asked. */
  launched(campaign: StoredCampaign): CampaignResource {
    return { ...campaignView(campaign), metrics: NO_METRICS };
  }

  /** Newest first. */
  async page(query: RequestOf<typeof ListCampaigns>): Promise<Page<CampaignResource>> {
    const { workspace_id: workspaceId, cursor, page_size, ...filter } = query;
    const after = uuidIn(cursor, 'camp');
    // One row more than a page tells whether there is a next page.
    const found = await this.list.page({ workspaceId, filter, after, limit: page_size + 1 });
    const metrics = await this.metricsOf(workspaceId, found.slice(0, page_size));
    return pageFrom(
      found.map((campaign) => withMetrics(campaign, metrics)),
      { size: page_size },
    );
  }

  /** One request for all campaigns that ever started. */
  private metricsOf(workspaceId: Id<'ws'>, campaigns: readonly StoredCampaign[]) {
    return this.analytics.metricsOf(
      workspaceId,
      campaigns.filter(hasStarted).map(({ id }) => id),
    );
  }
}

const hasStarted = ({ state }: StoredCampaign): boolean => stateFields(state).started_at !== null;

const withMetrics = (campaign: StoredCampaign, metrics: ReadonlyMap<string, Metrics>): CampaignResource => ({
  ...campaignView(campaign),
  metrics: hasStarted(campaign) ? (metrics.get(campaign.id) ?? null) : NO_METRICS,
});
