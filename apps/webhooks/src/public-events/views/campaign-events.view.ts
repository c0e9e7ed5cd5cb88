import {
  CampaignArchived,
  CampaignAutoPaused,
  CampaignCompleted,
  CampaignCreated,
  CampaignLaunched,
  CampaignPaused,
  CampaignResumed,
  type CAMPAIGN_EVENTS,
  type CampaignView,
  type PublicDataOf,
  type PublicEvent,
} from '#contracts';
import { isEvent, type AnyEventOf } from '#messaging';
import { publicEventView } from './public-event.view.js';

export type CampaignEventOf = AnyEventOf<(typeof CAMPAIGN_EVENTS)[number]>;

const CHANGES_OF_STATE = [
  CampaignCreated,
  CampaignLaunched,
  CampaignPaused,
  CampaignResumed,
  CampaignCompleted,
  CampaignArchived,
];

/** Null for a change of the configuration, which is not public. */
export function campaignEventView(event: CampaignEventOf): PublicEvent | null {
  const data = campaignData(event.data.campaign);
  if (isEvent(CampaignAutoPaused, event)) {
    const { reasons } = event.data;
    return publicEventView('campaign.auto_paused', event, { at: event.time, data: { ...data, reasons } });
  }
  const contract = CHANGES_OF_STATE.find((each) => isEvent(each, event));
  return contract === undefined ? null : publicEventView(contract.type, event, { at: event.time, data });
}

const campaignData = (campaign: CampaignView): PublicDataOf<'campaign.created'> => ({
  campaign: {
    id: campaign.id,
    client_id: campaign.client_id,
    name: campaign.name,
    status: campaign.status,
    campaign_type: campaign.campaign_type,
    platform: campaign.platform,
    sequence_id: campaign.sequence_id,
    pause_reason: campaign.pause_reason,
    paused_by: campaign.paused_by,
    started_at: campaign.started_at,
    completed_at: campaign.completed_at,
    archived_at: campaign.archived_at,
    created_at: campaign.created_at,
    updated_at: campaign.updated_at,
  },
});
