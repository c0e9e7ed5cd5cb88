import type { CampaignView } from '#contracts';
import { uuidOf, type CampaignWindow } from '#kernel';
import { claimInterval } from '../domain/recipient-window.js';

export interface VersionedCampaign {
  readonly version: number;
  readonly campaign: CampaignView;
  /** The time of a pause that came with the resume; null where the stored hold counts. */
  readonly pausedAt: Date | null;
  /** The time of a resume, which drops sends that were long overdue then; null without a resume. */
  readonly resumedAt: Date | null;
  /** The trace of a launch or resume, which the sends go on with. */
  readonly traceparent?: string | undefined;
}

/** A campaign as a row of `STORE_CAMPAIGNS`. */
export function campaignRow({ version, campaign }: VersionedCampaign, now: Date) {
  const window: CampaignWindow = {
    start_hour: campaign.send_window_start,
    end_hour: campaign.send_window_end,
    send_days: campaign.send_days,
    time_zone: campaign.time_zone,
    recipient_time_zone: campaign.recipient_time_zone,
  };
  const { from, until } = claimInterval(window, now);

  return {
    campaign_id: uuidOf(campaign.id),
    workspace_id: uuidOf(campaign.workspace_id),
    version,
    active: campaign.status === 'active',
    archived: campaign.status === 'archived',
    min_health_score: campaign.min_health_score,
    smart_time_gaps: campaign.smart_time_gaps,
    open_tracking: campaign.open_tracking_enabled,
    link_tracking: campaign.link_tracking_enabled,
    daily_limit: campaign.daily_send_limit,
    delegated: campaign.platform !== 'native',
    warmup: campaign.campaign_type === 'warmup',
    ...window,
    open_from: from,
    open_until: until,
  };
}
