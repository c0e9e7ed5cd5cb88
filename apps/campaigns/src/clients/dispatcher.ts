import { Injectable } from '@nestjs/common';
import { HoldCampaign } from '#contracts';
import { isUnavailable, unavailable } from '#kernel';
import { RpcClient } from '#messaging';
import type { StoredCampaign } from '../campaigns/persistence/stored-campaign.js';

@Injectable()
export class Dispatcher {
  constructor(private readonly rpc: RpcClient) {}

  /** No send of the campaign starts once it resolves, with the number of sends that were being delivered already. */
  async hold({ workspaceId, id, version, state }: StoredCampaign): Promise<number> {
    try {
      const held = await this.rpc.request(HoldCampaign, {
        workspace_id: workspaceId,
        campaign_id: id,
        version,
      });
      return held.in_flight;
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      // The row has changed and its event will be published. But a 200 would promise that nothing more leaves.
      throw unavailable(
        `campaign ${id} is recorded as ${state.status}, which takes effect as soon as the dispatcher can be reached; until then sends may still start`,
        error,
      );
    }
  }
}
