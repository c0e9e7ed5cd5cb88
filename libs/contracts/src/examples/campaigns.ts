import type { z } from 'zod';
import type { CampaignChanges, CampaignInput } from '../campaign-input.js';
import type { CampaignResource } from '../campaigns.js';
import type { GateCheck } from '../gate.js';
import { NO_METRICS, type Metrics } from '../metrics.js';
import type { Pacing as PacingView } from '../pacing.js';
import type { WarmupReport } from '../warmup.js';
import { IDS } from './ids.js';

type HaltedCampaign = CampaignResource & { in_flight: number };

export const METRICS: Metrics = {
  total_sent: 1_250,
  delivered: 1_238,
  opened: 622,
  clicked: 89,
  replied: 47,
  bounced: 12,
  unsubscribed: 3,
  spam_complaints: 0,
  open_rate: 0.502,
  reply_rate: 0.038,
  bounce_rate: 0.01,
};

export const CAMPAIGN_INPUT: z.input<typeof CampaignInput> = {
  name: 'Q2 Cold Outreach - Tier A RevOps',
  campaign_type: 'cold_outreach',
  sequence_id: IDS.sequence,
  sending_account_ids: [...IDS.accounts],
  contact_filter: { icp_tier: ['A'] },
  daily_send_limit: 500,
  max_new_leads_per_day: 50,
};

export const CAMPAIGN_CHANGES: CampaignChanges = { daily_send_limit: 750, max_new_leads_per_day: 75 };

export const CAMPAIGN: CampaignResource = {
  id: IDS.campaign,
  workspace_id: IDS.workspace,
  client_id: null,
  name: 'Q2 Cold Outreach - Tier A RevOps',
  status: 'active',
  campaign_type: 'cold_outreach',
  platform: 'native',
  sequence_id: IDS.sequence,
  sending_account_ids: [...IDS.accounts],
  min_health_score: 70,
  daily_send_limit: 500,
  max_new_leads_per_day: 50,
  smart_time_gaps: true,
  send_window_start: 9,
  send_window_end: 17,
  send_days: [1, 2, 3, 4, 5],
  time_zone: 'Europe/Berlin',
  recipient_time_zone: false,
  open_tracking_enabled: true,
  link_tracking_enabled: true,
  stop_on_reply: true,
  stop_on_domain_reply: false,
  stop_on_unsubscribe: true,
  contact_filter: { icp_tier: ['A'] },
  pause_reason: null,
  paused_by: null,
  started_at: '2026-04-10T09:00:00.000Z',
  completed_at: null,
  archived_at: null,
  created_at: '2026-04-09T16:00:00.000Z',
  updated_at: '2026-04-23T14:00:00.000Z',
  metrics: METRICS,
};

export const DRAFT_CAMPAIGN: CampaignResource = {
  ...CAMPAIGN,
  status: 'draft',
  started_at: null,
  updated_at: CAMPAIGN.created_at,
  metrics: NO_METRICS,
};

export const LAUNCHED_CAMPAIGN: CampaignResource = {
  ...DRAFT_CAMPAIGN,
  status: 'active',
  started_at: '2026-04-10T09:00:00.000Z',
  updated_at: '2026-04-10T09:00:00.000Z',
};

export const PAUSED_CAMPAIGN: HaltedCampaign = {
  ...CAMPAIGN,
  status: 'paused',
  pause_reason: 'reviewing_copy',
  paused_by: 'user',
  in_flight: 2,
};

export const ARCHIVED_CAMPAIGN: HaltedCampaign = {
  ...CAMPAIGN,
  status: 'archived',
  archived_at: CAMPAIGN.updated_at,
  in_flight: 0,
};

export const GATE_CHECK: GateCheck = {
  allowed: false,
  blocking_reasons: [
    {
      code: 'insufficient_stage_inboxes',
      message: 'fleet has only 14 stage 3+ inboxes; 20 required',
      actual: 14,
      required: 20,
    },
  ],
  warnings: [
    {
      code: 'weekend_window',
      message: 'the schedule sends on Saturday, when few people read business email',
    },
  ],
};

export const PACING: PacingView = {
  sendable_now: 0,
  next_send_at: '2026-04-24T07:00:00.000Z',
  remaining_today: 38,
  binding_limit: 'account_daily_limit',
  blockers: [
    { code: 'outside_window', message: 'the send window is closed', until: '2026-04-24T07:00:00.000Z' },
  ],
  limits: [
    { name: 'campaign_daily_limit', used: 82, limit: 500, resets_at: '2026-04-23T22:00:00.000Z' },
    { name: 'account_daily_limit', used: 82, limit: 120, resets_at: '2026-04-23T22:00:00.000Z' },
    { name: 'new_leads_limit', used: 50, limit: 50, resets_at: '2026-04-23T22:00:00.000Z' },
  ],
};

export const WARMUP_REPORT: WarmupReport = {
  campaign_id: IDS.campaign,
  day: '2026-04-23',
  warmup: { start: 2, step: 1, ceiling: 20 },
  accounts: [
    {
      sending_account_id: IDS.accounts[0],
      email: 'ada@acme.example',
      days: 10,
      ramp: 11,
      today: { planned: 11, sent: 6, bounced: 0, received_inbox: 5, received_spam: 1, answered: 3 },
      total: { planned: 65, sent: 60, bounced: 0, received_inbox: 54, received_spam: 6, answered: 41 },
    },
  ],
};
