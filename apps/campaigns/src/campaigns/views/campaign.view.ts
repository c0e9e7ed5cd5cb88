import type { CampaignView } from '#contracts';
import { stateFields, type StoredCampaign } from '../persistence/stored-campaign.js';

export function campaignView(campaign: StoredCampaign): CampaignView {
  const {
    started_at,
    completed_at,
    archived_at,
    active_since: _,
    blocking_reasons,
    ...fields
  } = stateFields(campaign.state);
  const { warmup, ...settings } = campaign.settings;
  return {
    id: campaign.id,
    workspace_id: campaign.workspaceId,
    ...settings,
    ...(warmup != null && { warmup }),
    ...fields,
    ...(blocking_reasons !== null && { blocking_reasons: [...blocking_reasons] }),
    started_at: instant(started_at),
    completed_at: instant(completed_at),
    archived_at: instant(archived_at),
    created_at: campaign.createdAt.toISOString(),
    updated_at: campaign.updatedAt.toISOString(),
  };
}

const instant = (at: Date | null): string | null => at?.toISOString() ?? null;
