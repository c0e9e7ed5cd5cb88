import {
  CampaignArchived,
  CampaignAutoPaused,
  CampaignCompleted,
  CampaignCreated,
  CampaignLaunched,
  CampaignPaused,
  CampaignResumed,
  CampaignUpdated,
  type CAMPAIGN_EVENTS,
  type CampaignEventData,
  type StepSchedule,
} from '#contracts';
import { makeEvent, toMessages, type EventMessage } from '#messaging';
import { brokenRatesOf, type Transition } from '../domain/campaign.js';
import type { StoredCampaign } from '../persistence/stored-campaign.js';
import { campaignView } from '../views/campaign.view.js';

const EVENT_OF = {
  create: CampaignCreated,
  update: CampaignUpdated,
  launch: CampaignLaunched,
  pause: CampaignPaused,
  auto_pause: CampaignAutoPaused,
  resume: CampaignResumed,
  complete: CampaignCompleted,
  archive: CampaignArchived,
} as const satisfies Record<'create' | Transition['action'], (typeof CAMPAIGN_EVENTS)[number]>;

/** The events of one action on campaigns with the same steps. Each carries the whole campaign after the action. */
export function campaignEvents(
  action: keyof typeof EVENT_OF,
  campaigns: readonly StoredCampaign[],
  steps: StepSchedule[],
): EventMessage[] {
  const contract = EVENT_OF[action];
  const events = campaigns.map((campaign) =>
    makeEvent(contract, {
      service: 'campaigns',
      workspaceId: campaign.workspaceId,
      time: campaign.updatedAt,
      data: {
        ...campaignEventData(campaign, steps),
        ...(action === 'auto_pause' && { reasons: [...(brokenRatesOf(campaign.state) ?? [])] }),
      },
    }),
  );
  return toMessages(contract, events);
}

export const campaignEventData = (campaign: StoredCampaign, steps: StepSchedule[]): CampaignEventData => ({
  version: campaign.version,
  campaign: campaignView(campaign),
  steps,
  active_since: campaign.state.status === 'active' ? campaign.state.activeSince.toISOString() : null,
});
