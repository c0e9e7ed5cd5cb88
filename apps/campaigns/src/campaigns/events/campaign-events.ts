import {
  CampaignArchived,
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
import type { Transition } from '../domain/campaign.js';
import { campaignView } from '../views/campaign.view.js';
import type { StoredCampaign } from '../persistence/stored-campaign.js';

const EVENT_OF = {
  create: CampaignCreated,
  update: CampaignUpdated,
  launch: CampaignLaunched,
  pause: CampaignPaused,
  resume: CampaignResumed,
  complete: CampaignCompleted,
  archive: CampaignArchived,
} as const satisfies Record<'create' | Transition['action'], (typeof CAMPAIGN_EVENTS)[number]>;

/** The messages that tell what was done to campaigns of the same steps: each campaign whole, as it is after it. */
export function campaignMessages(
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
      data: eventDataOf(campaign, steps),
    }),
  );
  return toMessages(contract, events);
}

/** The campaign whole, as others are told of it. */
export const eventDataOf = (campaign: StoredCampaign, steps: StepSchedule[]): CampaignEventData => ({
  version: campaign.version,
  campaign: campaignView(campaign),
  steps,
});
