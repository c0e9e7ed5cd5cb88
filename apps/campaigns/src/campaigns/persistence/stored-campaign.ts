import type { CampaignView, PlatformState } from '#contracts';
import { brokenRatesOf, type Campaign, type CampaignState } from '../domain/campaign.js';

type Lifecycle =
  | 'id'
  | 'workspace_id'
  | 'status'
  | 'pause_reason'
  | 'paused_by'
  | 'blocking_reasons'
  | 'started_at'
  | 'completed_at'
  | 'archived_at'
  | 'created_at'
  | 'updated_at';

/** The settings that people choose, named as in the API. */
export type CampaignSettings = Omit<CampaignView, Lifecycle>;

export interface StoredCampaign extends Campaign {
  readonly settings: CampaignSettings;
  /** The state of a delegated campaign, as it was published last; null before. */
  readonly platformState: PlatformState | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A state as columns and on the wire: the fields that it does not have are null. */
export const stateFields = (state: CampaignState) => ({
  status: state.status,
  paused_by: state.status === 'paused' ? state.pausedBy : null,
  pause_reason: state.status === 'paused' ? state.pauseReason : null,
  blocking_reasons: brokenRatesOf(state),
  active_since: state.status === 'active' ? state.activeSince : null,
  started_at: state.status === 'draft' ? null : state.startedAt,
  completed_at: state.status === 'completed' || state.status === 'archived' ? state.completedAt : null,
  archived_at: state.status === 'archived' ? state.archivedAt : null,
});
