import type { PlatformState } from '#contracts';
import { idOf, uuidOf } from '#kernel';
import type { BrokenRate, CampaignState } from '../domain/campaign.js';
import { stateFields, type CampaignSettings, type StoredCampaign } from './stored-campaign.js';

interface StateColumns {
  readonly status: CampaignState['status'];
  readonly paused_by: 'user' | 'deliverability' | null;
  readonly pause_reason: string | null;
  /** Null: paused by a person, or not paused. */
  readonly blocking_reasons: readonly BrokenRate[] | null;
  /** Null where the version before resumed the campaign. */
  readonly active_since: Date | null;
  readonly started_at: Date | null;
  readonly completed_at: Date | null;
  readonly archived_at: Date | null;
}

/** The columns are named as on the wire; ids are uuids here. */
export interface CampaignRow extends WrittenRow {
  /** Not written with the campaign: the platforms service publishes it. */
  readonly platform_state: PlatformState | null;
  readonly platform_state_version: string | null;
}

interface WrittenRow
  extends StateColumns, Omit<CampaignSettings, 'client_id' | 'sequence_id' | 'sending_account_ids'> {
  readonly id: string;
  readonly workspace_id: string;
  readonly version: number;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly client_id: string | null;
  readonly sequence_id: string;
  readonly sending_account_ids: string[];
}

export function rowOf(campaign: StoredCampaign): WrittenRow {
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

export function campaignOf(row: CampaignRow): StoredCampaign {
  const { id, workspace_id, version, created_at, updated_at, platform_state, ...others } = row;
  const { platform_state_version: _, ...rest } = others;
  const {
    status,
    paused_by,
    pause_reason,
    blocking_reasons,
    active_since,
    started_at,
    completed_at,
    archived_at,
    ...settings
  } = rest;
  return {
    id: idOf('camp', id),
    workspaceId: idOf('ws', workspace_id),
    version,
    state: stateOf({
      status,
      paused_by,
      pause_reason,
      blocking_reasons,
      active_since,
      started_at,
      completed_at,
      archived_at,
    }),
    settings: {
      ...settings,
      client_id: settings.client_id === null ? null : idOf('cli', settings.client_id),
      sequence_id: idOf('seq', settings.sequence_id),
      sending_account_ids: settings.sending_account_ids.map((uuid) => idOf('ea', uuid)),
    },
    platformState: platform_state,
    createdAt: created_at,
    updatedAt: updated_at,
  };
}

/** The constraint `campaign_state` is the same rule in SQL. */
function stateOf(row: StateColumns): CampaignState {
  const { status } = row;
  switch (status) {
    case 'draft':
      return { status };
    case 'active':
      return activeState(row);
    case 'paused':
      return pausedState(row);
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

function activeState(row: StateColumns): CampaignState {
  const startedAt = known(row, 'started_at');
  return { status: 'active', startedAt, activeSince: row.active_since ?? startedAt };
}

function pausedState(row: StateColumns): CampaignState {
  const status = 'paused';
  const { pause_reason: pauseReason } = row;
  const startedAt = known(row, 'started_at');
  const pausedBy = known(row, 'paused_by');
  return pausedBy === 'user'
    ? { status, startedAt, pausedBy, pauseReason }
    : { status, startedAt, pausedBy, pauseReason, blockingReasons: row.blocking_reasons ?? [] };
}

function known<K extends keyof StateColumns>(row: StateColumns, fact: K): NonNullable<StateColumns[K]> {
  const value = row[fact];
  if (value === null || value === undefined) throw new Error(`a campaign is ${row.status} without ${fact}`);
  return value;
}
