import type { CampaignEventData, CampaignView } from '#contracts';
import { newId, type Id } from '#kernel';

const AT = '2026-01-05T08:00:00.000Z';

interface CampaignChanges extends Partial<Omit<CampaignView, 'id'>> {
  readonly version?: number;
  /** The delay of each step, in milliseconds. */
  readonly delays?: readonly number[];
}

/** An active campaign for everybody in Germany, with one step that is due at once. */
export function aCampaign({
  version = 2,
  delays = [0],
  ...changes
}: CampaignChanges = {}): CampaignEventData {
  return {
    version,
    campaign: { ...aCampaignView(), ...changes },
    steps: delays.map((delay_ms, index) => ({ step_id: newId('step'), step_number: index + 1, delay_ms })),
  };
}

/** The same campaign, later. */
export const changed = (
  published: CampaignEventData,
  changes: Partial<CampaignView>,
  version = published.version + 1,
): CampaignEventData => ({ ...published, version, campaign: { ...published.campaign, ...changes } });

export const aWorkspace = (): Id<'ws'> => newId('ws');

const aCampaignView = (): CampaignView => ({
  id: newId('camp'),
  workspace_id: newId('ws'),
  client_id: null,
  name: 'Spring',
  status: 'active',
  campaign_type: 'cold_outreach',
  platform: 'native',
  sequence_id: newId('seq'),
  sending_account_ids: [newId('ea')],
  min_health_score: 70,
  daily_send_limit: 500,
  max_new_leads_per_day: 1_000_000,
  smart_time_gaps: true,
  send_window_start: 9,
  send_window_end: 17,
  send_days: [1, 2, 3, 4, 5],
  time_zone: 'UTC',
  recipient_time_zone: false,
  open_tracking_enabled: true,
  link_tracking_enabled: true,
  stop_on_reply: true,
  stop_on_domain_reply: false,
  stop_on_unsubscribe: true,
  contact_filter: { country: ['DE'] },
  pause_reason: null,
  paused_by: null,
  started_at: AT,
  completed_at: null,
  archived_at: null,
  created_at: AT,
  updated_at: AT,
});
