import type { CampaignId, SendId, SentMessage } from '#contracts';
import type { Id } from '#kernel';

export interface NamedCampaign {
  readonly workspace_id: Id<'ws'>;
  readonly name: string;
}

/** Data that events are told with, beside their own. */
export interface Known {
  readonly campaigns: ReadonlyMap<CampaignId, NamedCampaign>;
  readonly messages: ReadonlyMap<SendId, SentMessage>;
}

interface InCampaign {
  readonly workspaceid: Id<'ws'>;
  readonly data: { readonly campaign_id: CampaignId };
}

/** The campaign of an event with its name, unless the campaign is one of another workspace. */
export function campaignNameOf(
  { workspaceid, data: { campaign_id } }: InCampaign,
  { campaigns }: Known,
): { campaign_id: CampaignId; campaign_name: string | null } {
  const campaign = campaigns.get(campaign_id);
  return {
    campaign_id,
    campaign_name: campaign?.workspace_id === workspaceid ? campaign.name : null,
  };
}
