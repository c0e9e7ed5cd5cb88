import { Injectable, Logger } from '@nestjs/common';
import { GetMetrics, type Metrics } from '#contracts';
import { isUnavailable, type Id } from '#kernel';
import { RpcClient } from '#messaging';

type MetricsById = ReadonlyMap<Id<'camp'>, Metrics>;

/** Metrics by campaign id. Absent when analytics fails for any reason: a campaign must stay readable and pausable. */
@Injectable()
export class Analytics {
  private readonly logger = new Logger(Analytics.name);

  constructor(private readonly rpc: RpcClient) {}

  async metricsOf(workspaceId: Id<'ws'>, campaignIds: readonly Id<'camp'>[]): Promise<MetricsById> {
    if (campaignIds.length === 0) return new Map();
    try {
      const request = { workspace_id: workspaceId, campaign_ids: [...campaignIds] };
      const { results } = await this.rpc.request(GetMetrics, request);
      return new Map(results.map(({ campaign_id, metrics }) => [campaign_id, metrics]));
    } catch (error) {
      if (isUnavailable(error)) {
        this.logger.warn(`campaigns are answered without metrics: ${error.message}`);
      } else {
        this.logger.error(error);
      }
      return new Map();
    }
  }
}
