import type { z } from 'zod';
import type { FleetView, GateDecisionView, GatePolicyView } from '../deliverability.js';
import type { SendingAccountInput } from '../sending-account-input.js';
import type { SendingAccountView } from '../sending-accounts.js';
import { GATE_CHECK } from './campaigns.js';
import { IDS } from './ids.js';

const [account] = IDS.accounts;

export const SENDING_ACCOUNT_INPUT: z.input<typeof SendingAccountInput> = {
  email: 'rep1@outreach.example',
  display_name: 'Rep 1',
  smtp: { host: 'smtp.outreach.example', port: 587, user: 'rep1', password: 'secret' },
  daily_send_limit: 40,
  warmup: { started_at: '2026-01-05T00:00:00Z', cumulative_sends: 900 },
  reputation: 92,
  authentication: { spf: 'pass', dkim: 'pass', dmarc: 'pass' },
};

export const SENDING_ACCOUNT: SendingAccountView = {
  id: account,
  workspace_id: IDS.workspace,
  email: 'rep1@outreach.example',
  display_name: 'Rep 1',
  provider: 'smtp',
  status: 'active',
  status_reason: null,
  smtp: { host: 'smtp.outreach.example', port: 587, secure: false, require_tls: true, user: 'rep1' },
  daily_send_limit: 40,
  time_zone: 'Europe/Berlin',
  warmup: {
    stage: 3,
    started_at: '2026-01-05T00:00:00.000Z',
    days_warming: 94,
    cumulative_sends: 900,
    daily_limit: 40,
  },
  health: { score: 92 },
  authentication: { spf: 'pass', dkim: 'pass', dmarc: 'pass' },
  created_at: '2026-04-09T09:00:00.000Z',
  updated_at: '2026-04-09T09:00:00.000Z',
};

export const GATE_POLICY: GatePolicyView = {
  min_stage: 3,
  min_stage_inboxes: 20,
  min_fleet_score: 75,
  max_bounce_rate: 0.05,
  max_complaint_rate: 0.001,
  min_sample: 100,
  mode: 'automated',
  auto_pause_min_sample: 50,
  auto_pause_max_bounce_rate: 0.05,
  auto_pause_max_complaint_rate: 0.003,
  account_pause_min_sample: 20,
  account_pause_max_bounce_rate: 0.08,
  warmup_ramp: true,
  version: 0,
  updated_at: null,
};

export const CHANGED_GATE_POLICY: GatePolicyView = {
  ...GATE_POLICY,
  min_stage_inboxes: 10,
  max_bounce_rate: 0.04,
  version: 1,
  updated_at: '2026-04-23T14:00:00.000Z',
};

const TOTAL = {
  score: 91,
  band: 'excellent',
  components: { authentication: 100, reputation: 88, list_hygiene: 81 },
  sent: 1_250,
  bounced: 12,
  complained: 0,
  inboxes_total: 14,
} as const;

export const FLEET: FleetView = {
  ...TOTAL,
  stages: [{ stage: 3, inboxes: 14 }],
  domains: [{ domain: 'outreach.example', ...TOTAL }],
  inboxes: [
    {
      sending_account_id: account,
      email: 'rep1@outreach.example',
      status: 'active',
      stage: 3,
      score: 92,
      band: 'excellent',
      sent: 118,
      bounced: 1,
      complained: 0,
    },
  ],
};

export const GATE_DECISION: GateDecisionView = {
  id: IDS.decision,
  workspace_id: IDS.workspace,
  type: 'gate_decision',
  campaign_id: IDS.campaign,
  verdict: 'blocked',
  blocking_reasons: GATE_CHECK.blocking_reasons,
  policy_version: 0,
  decided_at: '2026-04-10T08:55:00.000Z',
};
