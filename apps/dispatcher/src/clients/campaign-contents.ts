import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { GetCampaignContent, type CampaignId, type StepView } from '#contracts';
import { RpcClient } from '#messaging';

export interface CampaignContent {
  readonly version: number;
  readonly steps: readonly StepView[];
}

const NO_CONTENT: CampaignContent = { version: 0, steps: [] };
/** Cached campaigns. A campaign has up to 50 steps of 200 KB each, so they are few. */
const MAX_CACHED = 200;

/** The steps and texts of campaigns, cached. */
@Injectable()
export class CampaignContents {
  private readonly cache = new LRUCache<CampaignId, CampaignContent>({ max: MAX_CACHED });

  constructor(private readonly rpc: RpcClient) {}

  /** The campaign's content of at least `version`. Rejects with DomainError `unavailable` when the service does not answer. */
  async of(campaign: CampaignId, version: number): Promise<CampaignContent> {
    const cached = this.cache.get(campaign);
    if (cached !== undefined && cached.version >= version) return cached;

    const content = await this.request(campaign);
    this.cache.set(campaign, content);
    return content;
  }

  private async request(campaign: CampaignId): Promise<CampaignContent> {
    const { results } = await this.rpc.request(GetCampaignContent, { campaign_ids: [campaign] });

    return results.find(({ campaign_id }) => campaign_id === campaign) ?? NO_CONTENT;
  }
}
