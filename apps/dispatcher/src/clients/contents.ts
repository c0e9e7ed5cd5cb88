import { GetContent, type CampaignId, type StepView } from '#contracts';
import { RpcClient } from '#messaging';
import { Injectable } from '@nestjs/common';

export interface Content {
  readonly version: number;
  readonly steps: readonly StepView[];
}

const NO_CONTENT: Content = { version: 0, steps: [] };
/** Campaigns whose texts are kept; of up to 50 steps of 200 KB each, so not many. */
const MAX_KEPT = 200;

/** What each campaign writes, as its service last told. */
@Injectable()
export class Contents {
  /** In the order of their last use. */
  private readonly kept = new Map<CampaignId, Content>();

  constructor(private readonly rpc: RpcClient) {}

  /** The campaign's content of at least `version`. Rejects with DomainError `unavailable` when nobody answers. */
  async of(campaign: CampaignId, version: number): Promise<Content> {
    const known = this.kept.get(campaign);
    const content = known !== undefined && known.version >= version ? known : await this.ask(campaign);
    this.kept.delete(campaign);
    this.kept.set(campaign, content);

    const [oldest] = this.kept.keys();
    if (this.kept.size > MAX_KEPT && oldest !== undefined) this.kept.delete(oldest);
    return content;
  }

  private async ask(campaign: CampaignId): Promise<Content> {
    const { results } = await this.rpc.request(GetContent, { campaign_ids: [campaign] });

    return results.find(({ campaign_id }) => campaign_id === campaign) ?? NO_CONTENT;
  }
}
