import { Injectable } from '@nestjs/common';
import {
  CheckDelegatedCampaign,
  GetDelegatedPacing,
  HoldDelegatedCampaign,
  type CampaignEventData,
  type CampaignRef,
  type ResponseOf,
} from '#contracts';
import { isUnavailable, unavailable, type BlockingReason } from '#kernel';
import { RpcClient } from '#messaging';
import type { StoredCampaign } from '../campaigns/persistence/stored-campaign.js';

/** The texts of a campaign, as far as a platform has to know them before. */
interface Texts {
  readonly namesSender: boolean;
  readonly delaysMs: readonly number[];
}

/** The service of delegated campaigns. */
@Injectable()
export class Platforms {
  constructor(private readonly rpc: RpcClient) {}

  /** Every reason why its platform cannot send the campaign; none for a native one. */
  async reasonsAgainst(
    { workspaceId, settings }: StoredCampaign,
    texts: Texts,
  ): Promise<readonly BlockingReason[]> {
    const { platform } = settings;
    if (platform === 'native') return [];
    const { blocking_reasons } = await this.rpc.request(CheckDelegatedCampaign, {
      workspace_id: workspaceId,
      client_id: settings.client_id,
      platform,
      campaign_type: settings.campaign_type,
      recipient_time_zone: settings.recipient_time_zone,
      sending_account_ids: settings.sending_account_ids,
      min_health_score: settings.min_health_score,
      names_sender: texts.namesSender,
      delays_ms: [...texts.delaysMs],
    });
    return blocking_reasons;
  }

  /** No lead of the campaign is pushed once it resolves, with the number of pushes in hand and the state at the platform. */
  async hold(snapshot: CampaignEventData): Promise<ResponseOf<typeof HoldDelegatedCampaign>> {
    const { id, workspace_id, status } = snapshot.campaign;
    try {
      return await this.rpc.request(HoldDelegatedCampaign, { workspace_id, snapshot });
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      // As with the dispatcher's hold: the event will be published, but a 200 would promise that nothing more is pushed.
      throw unavailable(
        `campaign ${id} is recorded as ${status}, which takes effect as soon as the platforms service can be reached; until then its platform goes on`,
        error,
      );
    }
  }

  pacingOf(ref: CampaignRef): Promise<ResponseOf<typeof GetDelegatedPacing>> {
    return this.rpc.request(GetDelegatedPacing, ref);
  }
}
