import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { GetCampaignContent, type StepView } from '#contracts';
import { unavailable, type Id } from '#kernel';
import { RpcClient } from '#messaging';

interface CampaignContent {
  readonly version: number;
  readonly steps: readonly StepView[];
}

/** Cached campaigns. A campaign has up to 50 steps of 200 KB each, so they are few. */
const MAX_CACHED = 50;

/** The steps and texts of campaigns, cached: a campaign is pushed in many batches. */
@Injectable()
export class CampaignContents {
  private readonly cache = new LRUCache<Id<'camp'>, CampaignContent>({ max: MAX_CACHED });

  constructor(private readonly rpc: RpcClient) {}

  /** The steps of at least `version`, in their order. Rejects with DomainError `unavailable` when the service does not answer. */
  async of(campaign: Id<'camp'>, version: number): Promise<readonly StepView[]> {
    const cached = this.cache.get(campaign);
    if (cached !== undefined && cached.version >= version) return cached.steps;

    const { results } = await this.rpc.request(GetCampaignContent, { campaign_ids: [campaign] });
    const [content] = results;
    if (content === undefined) throw unavailable(`the texts of ${campaign} are not there`);
    const steps = content.steps.toSorted((one, other) => one.step_number - other.step_number);
    this.cache.set(campaign, { version: content.version, steps });
    return steps;
  }
}
