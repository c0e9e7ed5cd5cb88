import type { z } from 'zod';
import type { AccountHealthView } from '../account-health.js';
import type { Windows } from '../deliverability-figures.js';
import type { FleetView, GateDecisionView, GatePolicy, GatePolicyView } from '../deliverability.js';
import type { SendingAccountInput } from '../sending-account-input.js';
import type { SendingAccountView } from '../sending-accounts.js';
import type { SendingDomainView } from '../sending-domains.js';
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

export const SENDING_DOMAIN: SendingDomainView = {
  id: IDS.domain,
  domain: 'outreach.example',
  spf: {
    result: 'fail',
    records: [{ name: 'outreach.example', value: 'v=spf1 ip4:192.0.2.25 -all' }],
    problem: 'the SPF record does not allow Gmail: include:_spf.google.com is missing',
    warning: null,
    publish: { name: 'outreach.example', value: 'v=spf1 include:_spf.google.com ip4:192.0.2.25 ~all' },
  },
  dkim: {
    result: 'pass',
    records: [
      {
        name: 'google._domainkey.outreach.example',
        value: 'v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=',
      },
    ],
    problem: null,
    warning: null,
    publish: null,
  },
  dmarc: {
    result: 'pass',
    records: [{ name: '_dmarc.outreach.example', value: 'v=DMARC1; p=none' }],
    problem: null,
    warning: 'the DMARC policy is none: receivers do nothing about forged messages of the domain',
    publish: null,
    policy: 'none',
  },
  accounts: 4,
  first_seen_at: '2026-01-05T00:00:00.000Z',
  checked_at: '2026-04-10T06:12:00.000Z',
  known_at: '2026-04-10T06:12:00.000Z',
};

const POLICY: GatePolicy = {
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
};

export const GATE_POLICY: GatePolicyView = {
  ...POLICY,
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

const HEALTHY = {
  sent: 118,
  bounced: 1,
  complained: 0,
  opened: 52,
  replied: 5,
  unsubscribed: 1,
  bounce_rate: 0.008,
  complaint_rate: 0,
  open_rate: 0.444,
  reply_rate: 0.043,
} as const;
const WINDOWS: Windows = {
  last_24_hours: HEALTHY,
  last_7_days: HEALTHY,
  last_30_days: HEALTHY,
};

export const ACCOUNT_HEALTH: AccountHealthView = {
  sending_account_id: account,
  score: 96,
  band: 'excellent',
  components: [
    {
      component: 'authentication',
      points: 100,
      weight: 30,
      costs: 0,
      figures: { spf: 'pass', dkim: 'pass', dmarc: 'pass' },
      advice: [],
    },
    {
      component: 'reputation',
      points: 94.2,
      weight: 25,
      costs: 1.7,
      figures: { start: 82, weighted_sent: 104.5, weighted_bounced: 0.9, weighted_complained: 0 },
      advice: ['100 more messages without a bounce or a complaint would bring the reputation to 96.4'],
    },
    {
      component: 'list_hygiene',
      points: 91.5,
      weight: 20,
      costs: 2,
      figures: { sent: 118, bounced: 1, complained: 0 },
      advice: ['no bounces and no complaints in the next 118 messages would bring list hygiene to 95.8'],
    },
    {
      component: 'inbox_placement',
      points: null,
      weight: 15,
      costs: 0,
      figures: { placed_inbox: 0, placed_spam: 0 },
      advice: ['inbox placement counts from 10 warmup messages in 30 days; 10 are missing'],
    },
    {
      component: 'engagement',
      points: 100,
      weight: 10,
      costs: 0,
      figures: { delivered: 117, opened: 52, replied: 5 },
      advice: [],
    },
  ],
  windows: WINDOWS,
};

const TOTAL = {
  score: 91,
  band: 'excellent',
  components: {
    authentication: 100,
    reputation: 88,
    list_hygiene: 81,
    inbox_placement: null,
    engagement: 100,
  },
  sent: 1_250,
  bounced: 12,
  complained: 0,
  windows: WINDOWS,
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
      windows: WINDOWS,
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
  warnings: GATE_CHECK.warnings,
  facts: {
    stage_accounts: 14,
    eligible_accounts: 12,
    fleet_score: 91,
    sent: 1_250,
    bounced: 12,
    complained: 0,
    failing_domains: [],
    policy: POLICY,
  },
  policy_version: 0,
  decided_at: '2026-04-10T08:55:00.000Z',
};
