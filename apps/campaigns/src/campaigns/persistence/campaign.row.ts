import { idOf, uuidOf } from '#kernel';
import type { CampaignState } from '../domain/campaign.js';
import { stateFields, type CampaignSettings, type StoredCampaign } from './stored-campaign.js';

/** The columns are named as on the wire; ids are uuids here. */
export interface CampaignRow extends Omit<
  CampaignSettings,
  'client_id' | 'sequence_id' | 'sending_account_ids'
> {
  readonly id: string;
  readonly workspace_id: string;
  readonly version: number;
  readonly status: CampaignState['status'];
  readonly paused_by: 'user' | 'deliverability' | null;
  readonly pause_reason: string | null;
  readonly started_at: Date | null;
  readonly completed_at: Date | null;
  readonly archived_at: Date | null;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly client_id: string | null;
  readonly sequence_id: string;
  readonly sending_account_ids: string[];
}

export function rowOf(campaign: StoredCampaign): CampaignRow {
  const { settings } = campaign;
  return {
    ...settings,
    ...stateFields(campaign.state),
    id: uuidOf(campaign.id),
    workspace_id: uuidOf(campaign.workspaceId),
    version: campaign.version,
    client_id: settings.client_id === null ? null : uuidOf(settings.client_id),
    sequence_id: uuidOf(settings.sequence_id),
    sending_account_ids: settings.sending_account_ids.map(uuidOf),
    created_at: campaign.createdAt,
    updated_at: campaign.updatedAt,
  };
}

export const campaignOf = (row: CampaignRow): StoredCampaign => ({
  id: idOf('camp', row.id),
  workspaceId: idOf('ws', row.workspace_id),
  version: row.version,
  state: stateOf(row),
  settings: settingsOf(row),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

const settingsOf = (row: CampaignRow): CampaignSettings => ({
  name: row.name,
  client_id: row.client_id === null ? null : idOf('cli', row.client_id),
  campaign_type: row.campaign_type,
  platform: row.platform,
  sequence_id: idOf('seq', row.sequence_id),
  sending_account_ids: row.sending_account_ids.map((uuid) => idOf('ea', uuid)),
  min_health_score: row.min_health_score,
  daily_send_limit: row.daily_send_limit,
  max_new_leads_per_day: row.max_new_leads_per_day,
  smart_time_gaps: row.smart_time_gaps,
  send_window_start: row.send_window_start,
  send_window_end: row.send_window_end,
  send_days: row.send_days,
  time_zone: row.time_zone,
  recipient_time_zone: row.recipient_time_zone,
  open_tracking_enabled: row.open_tracking_enabled,
  link_tracking_enabled: row.link_tracking_enabled,
  stop_on_reply: row.stop_on_reply,
  stop_on_domain_reply: row.stop_on_domain_reply,
  stop_on_unsubscribe: row.stop_on_unsubscribe,
  contact_filter: row.contact_filter,
});

/** The constraint `campaign_state` is the same rule in SQL. */
function stateOf(row: CampaignRow): CampaignState {
  const { status, pause_reason: pauseReason } = row;
  switch (status) {
    case 'draft':
      return { status };
    case 'active':
      return { status, startedAt: known(row, 'started_at') };
    case 'paused':
      return { status, startedAt: known(row, 'started_at'), pausedBy: known(row, 'paused_by'), pauseReason };
    case 'completed':
      return { status, startedAt: known(row, 'started_at'), completedAt: known(row, 'completed_at') };
    case 'archived':
      return {
        status,
        startedAt: row.started_at,
        completedAt: row.completed_at,
        archivedAt: known(row, 'archived_at'),
      };
  }
}

function known<K extends keyof CampaignRow>(row: CampaignRow, fact: K): NonNullable<CampaignRow[K]> {
  const value = row[fact];
  if (value === null || value === undefined)
    throw new Error(`campaign ${row.id} is ${row.status} without ${fact}`);
  return value;
}
