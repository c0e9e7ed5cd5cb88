import { CampaignUnhealthy } from '#contracts';
import { makeEvent, toMessages, type EventMessage } from '#messaging';
import { brokenRatesOf, type WatchedCampaign } from '../domain/auto-pause.js';

/** Campaigns that their figures call to pause, for the service that pauses them. */
export const campaignUnhealthyEvents = (campaigns: readonly WatchedCampaign[], at: Date): EventMessage[] =>
  toMessages(
    CampaignUnhealthy,
    campaigns.map((campaign) =>
      makeEvent(CampaignUnhealthy, {
        service: 'deliverability',
        workspaceId: campaign.workspace_id,
        time: at,
        data: {
          campaign_id: campaign.id,
          since: campaign.since.toISOString(),
          reasons: brokenRatesOf(campaign, campaign),
          at: at.toISOString(),
        },
      }),
    ),
  );
