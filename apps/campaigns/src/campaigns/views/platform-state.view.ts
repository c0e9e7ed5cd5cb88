import type { PlatformState } from '#contracts';
import type { CampaignStatus } from '../domain/campaign.js';
import type { StoredCampaign } from '../persistence/stored-campaign.js';

const WANTED: Readonly<Record<Exclude<CampaignStatus, 'draft'>, PlatformState['wanted']>> = {
  active: 'active',
  paused: 'paused',
  completed: 'stopped',
  archived: 'stopped',
};

const UNKNOWN = {
  status: 'pending',
  observed: null,
  platform_campaign_id: null,
  confirmed_at: null,
  error: null,
  drift: [],
} as const;

/**
 * The state of a launched campaign at its platform; undefined for a native one. The campaign is newer than a stored state that
 * wants something else: the platform has not heard of it, or its answer is on the way.
 */
export function platformStateOf({
  settings,
  state,
  platformState,
}: StoredCampaign): PlatformState | undefined {
  const isLaunched = state.status !== 'draft' && state.startedAt !== null;
  if (settings.platform === 'native' || !isLaunched) return undefined;
  const wanted = WANTED[state.status];
  if (platformState === null) return { ...UNKNOWN, wanted, drift: [] };
  return platformState.wanted === wanted
    ? platformState
    : { ...platformState, wanted, status: 'pending', error: null };
}
