import type { CampaignEventData, CampaignView } from '#contracts';
import { uuidOf } from '#kernel';
import type { Wanted } from '../domain/link.js';

const WANTED: Readonly<Record<Exclude<CampaignView['status'], 'draft'>, Wanted>> = {
  active: 'active',
  paused: 'paused',
  completed: 'stopped',
  archived: 'stopped',
};

/** A launched campaign as columns of its link. */
export function campaignColumnsOf({ version, campaign, steps, active_since }: CampaignEventData) {
  const { status } = campaign;
  if (status === 'draft') throw new Error(`campaign ${campaign.id} was not launched`);
  return {
    campaign_id: uuidOf(campaign.id),
    workspace_id: uuidOf(campaign.workspace_id),
    platform: campaign.platform,
    version,
    campaign,
    steps,
    sending_account_ids: campaign.sending_account_ids.map(uuidOf),
    wanted: WANTED[status],
    active_since: active_since ?? null,
  };
}

/** A launched campaign that a platform sends for us. */
export const isDelegated = ({ campaign }: CampaignEventData): boolean =>
  campaign.platform !== 'native' && campaign.started_at !== null;
