import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import {
  NO_METRICS,
  type CampaignResource,
  type CampaignView,
  type ListCampaigns,
  type Metrics,
  type Page,
  type RequestOf,
} from '#contracts';
import type { Id } from '#kernel';
import { pageFrom } from '#messaging';
import { Analytics } from '../../clients/analytics.js';
import { CampaignList, type ListedCampaign } from '../persistence/campaign-list.js';
import type { StoredCampaign } from '../persistence/stored-campaign.js';
import { campaignView } from '../views/campaign.view.js';

interface CachedCampaign {
  readonly version: number;
  readonly resource: CampaignResource;
}

/** Campaigns as the API shows them, with the metrics of analytics. */
@Injectable()
export class CampaignResources {
  /**
   * By id, for as long as version and metrics are the same. A page has 1,000 ids of sending accounts, and typeid-js takes
   * 2.5 µs for each: without the cache a list took three times as long. To put the metrics into 50 copies each time took
   * as long as to write the page as JSON (0.5 of 1.1 ms).
   */
  private readonly cached = new LRUCache<string, CachedCampaign>({ max: 10_000 });

  constructor(
    private readonly list: CampaignList,
    private readonly analytics: Analytics,
  ) {}

  async of(campaign: StoredCampaign): Promise<CampaignResource> {
    const view = campaignView(campaign);
    if (!hasStarted(view)) return { ...view, metrics: NO_METRICS };
    const metrics = await this.analytics.metricsOf(campaign.workspaceId, [campaign.id]);
    return { ...view, metrics: metrics.get(campaign.id) ?? null };
  }

  /** A campaign that was just launched has sent nothing: it needs no request to analytics. */
  launched(campaign: StoredCampaign): CampaignResource {
    return { ...campaignView(campaign), metrics: NO_METRICS };
  }

  /** Newest first. */
  async page(query: RequestOf<typeof ListCampaigns>): Promise<Page<CampaignResource>> {
    const { workspace_id: workspaceId, page_size: size } = query;
    const campaigns = await this.campaignsOf(workspaceId, await this.list.page(query));
    const metrics = await this.analytics.recentMetricsOf(
      workspaceId,
      campaigns
        .map(({ resource }) => resource)
        .filter(hasStarted)
        .map(({ id }) => id),
    );
    return pageFrom(
      campaigns.map((campaign) => this.withMetrics(campaign, metrics.get(campaign.resource.id) ?? null)),
      { size },
    );
  }

  private async campaignsOf(
    workspaceId: Id<'ws'>,
    listed: readonly ListedCampaign[],
  ): Promise<CachedCampaign[]> {
    const current = new Map<string, CachedCampaign>();
    for (const { id, version } of listed) {
      const cached = this.cached.get(id);
      if (cached?.version === version) current.set(id, cached);
    }
    const missing = listed.filter(({ id }) => !current.has(id)).map(({ id }) => id);
    for (const campaign of await this.list.byId(workspaceId, missing)) {
      const { id, version } = campaign;
      current.set(id, { version, resource: { ...campaignView(campaign), metrics: NO_METRICS } });
    }
    return listed.flatMap(({ id }) => current.get(id) ?? []);
  }

  private withMetrics({ version, resource }: CachedCampaign, recent: Metrics | null): CampaignResource {
    const metrics = hasStarted(resource) ? recent : NO_METRICS;
    const next = resource.metrics === metrics ? resource : { ...resource, metrics };
    this.cached.set(resource.id, { version, resource: next });
    return next;
  }
}

const hasStarted = ({ started_at }: CampaignView): boolean => started_at !== null;
