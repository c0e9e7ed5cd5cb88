import type { PlatformState } from '#contracts';
import type { Link, LinkErrorCode } from '../domain/link.js';

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

export const platformState = (link: Link): PlatformState => ({
  status: statusOf(link),
  wanted: link.wanted,
  observed: link.observed,
  platform_campaign_id: link.platformCampaignId,
  confirmed_at: link.confirmedAt?.toISOString() ?? null,
  error: link.error,
  drift: [...link.drift],
});

function statusOf({ confirmed, error }: Link): PlatformState['status'] {
  if (confirmed) return 'confirmed';
  return error !== null && FAILED.includes(error.code) ? 'failed' : 'pending';
}
