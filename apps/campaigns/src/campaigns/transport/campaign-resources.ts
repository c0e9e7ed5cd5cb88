import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import {
  NO_METRICS,
  type CampaignResource,
  type CampaignView,
  type ListCampaigns,
  type Page,
  type RequestOf,
} from '#contracts';
import type { Id } from '#kernel';
import { pageFrom } from '#messaging';
import { Analytics } from '../../clients/analytics.js';
import { CampaignList, type ListedCampaign } from '../persistence/campaign-list.js';
import type { StoredCampaign } from '../persistence/stored-campaign.js';
import { campaignView } from '../views/campaign.view.js';

/** Campaigns as the API shows them, with the metrics of analytics. */
@Injectable()
export class CampaignResources {
  /**
   * By id, for as long as the version is the same. A page has 1,000 ids of sending accounts, and typeid-js takes 2.5 µs
   * for each: without the cache a list took three times as long (0.03 instead of 0.1 of a bare route).
   */
  private readonly views = new LRUCache<string, { readonly version: number; readonly view: CampaignView }>({
    max: 10_000,
  });

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
    const views = await this.viewsOf(workspaceId, await this.list.page(query));
    const metrics = await this.analytics.recentMetricsOf(
      workspaceId,
      views.filter(hasStarted).map(({ id }) => id),
    );
    return pageFrom(
      views.map((view) => ({
        ...view,
        metrics: hasStarted(view) ? (metrics.get(view.id) ?? null) : NO_METRICS,
      })),
      { size },
    );
  }

  private async viewsOf(workspaceId: Id<'ws'>, listed: readonly ListedCampaign[]): Promise<CampaignView[]> {
    const current = new Map<string, CampaignView>();
    for (const { id, version } of listed) {
      const cached = this.views.get(id);
      if (cached?.version === version) current.set(id, cached.view);
    }
    const missing = listed.filter(({ id }) => !current.has(id)).map(({ id }) => id);
    for (const campaign of await this.list.byId(workspaceId, missing)) {
      const view = campaignView(campaign);
      this.views.set(campaign.id, { version: campaign.version, view });
      current.set(campaign.id, view);
    }
    return listed.flatMap(({ id }) => current.get(id) ?? []);
  }
}

const hasStarted = ({ started_at }: CampaignView): boolean => started_at !== null;
