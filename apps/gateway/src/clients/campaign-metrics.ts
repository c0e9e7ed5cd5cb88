import { Injectable, Logger } from '@nestjs/common';
import {
  GetMetrics,
  type CampaignResource,
  type CampaignView,
  type ResponseOf,
  type WorkspaceId,
} from '#contracts';
import { DomainError } from '#kernel';
import { RpcClient } from '#messaging';

type Figures = ResponseOf<typeof GetMetrics>['results'];

/** Adds the figures that the analytics service has of campaigns. */
@Injectable()
export class CampaignMetrics {
  private readonly logger = new Logger('CampaignMetrics');

  constructor(private readonly rpc: RpcClient) {}

  async of(workspaceId: WorkspaceId, campaign: CampaignView): Promise<CampaignResource> {
    const [resource] = await this.ofAll(workspaceId, [campaign]);
    return resource ?? { ...campaign, metrics: null };
  }

  /** One request for all of them. */
  async ofAll(workspaceId: WorkspaceId, campaigns: readonly CampaignView[]): Promise<CampaignResource[]> {
    if (campaigns.length === 0) return [];

    const figures = await this.figures(workspaceId, campaigns);
    const byId = new Map(figures.map(({ campaign_id, metrics }) => [campaign_id, metrics]));
    return campaigns.map((campaign) => ({ ...campaign, metrics: byId.get(campaign.id) ?? null }));
  }

  /** None when analytics cannot answer, for whatever reason: a campaign must stay readable and pausable then. */
  private async figures(workspaceId: WorkspaceId, campaigns: readonly CampaignView[]): Promise<Figures> {
    try {
      const campaign_ids = campaigns.map(({ id }) => id);
      const { results } = await this.rpc.request(GetMetrics, { workspace_id: workspaceId, campaign_ids });
      return results;
    } catch (error) {
      if (error instanceof DomainError && error.kind === 'unavailable') {
        this.logger.warn(`campaigns are answered without metrics: ${error.message}`);
      } else {
        this.logger.error(error);
      }
      return [];
    }
  }
}
