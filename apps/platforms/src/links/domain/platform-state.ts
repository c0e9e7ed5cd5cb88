import type { Difference, Link, LinkErrorCode, Observed, Wanted } from './link.js';

/** The state at the platform as events and the API show it. */
export interface ShownState {
  readonly status: 'pending' | 'confirmed' | 'failed';
  readonly wanted: Wanted;
  readonly observed: Observed | null;
  readonly platform_campaign_id: string | null;
  readonly confirmed_at: string | null;
  readonly error: { code: string; message: string } | null;
  readonly drift: Difference[];
}

/** Errors that time alone does not end. */
const FAILED: readonly LinkErrorCode[] = [
  'platform_not_connected',
  'platform_connection_broken',
  'platform_rejected',
  'platform_paused',
  'platform_stopped',
  'platform_missing',
  'no_account_on_platform',
];

export const platformState = (link: Link): ShownState => ({
  status: statusOf(link),
  wanted: link.wanted,
  observed: link.observed,
  platform_campaign_id: link.platformCampaignId,
  confirmed_at: link.confirmedAt?.toISOString() ?? null,
  error: link.error,
  drift: [...link.drift],
});

function statusOf({ confirmed, error }: Link): ShownState['status'] {
  if (confirmed) return 'confirmed';
  return error !== null && FAILED.includes(error.code) ? 'failed' : 'pending';
}
