import {
  examples,
  type CampaignView,
  type Recipient,
  type SendingAccountView,
  type StepView,
} from '#contracts';
import { newId } from '#kernel';

const CREATED_AT = '2026-05-01T00:00:00.000Z';

const { metrics: _, ...exampleCampaign } = examples.CAMPAIGN;

/** An active campaign at any hour, without gaps or limits that bind. */
export const campaignView = (some: Partial<CampaignView> = {}): CampaignView => ({
  ...exampleCampaign,
  id: newId('camp'),
  workspace_id: newId('ws'),
  name: 'Spring',
  sequence_id: newId('seq'),
  sending_account_ids: [newId('ea')],
  daily_send_limit: 1_000_000,
  max_new_leads_per_day: 1_000_000,
  smart_time_gaps: false,
  send_window_start: 0,
  send_window_end: 24,
  send_days: [1, 2, 3, 4, 5, 6, 7],
  time_zone: 'UTC',
  contact_filter: { country: ['DE'] },
  started_at: null,
  created_at: CREATED_AT,
  updated_at: CREATED_AT,
  ...some,
});

/** The first step, in HTML, due at once. */
export const stepView = (some: Partial<StepView> = {}): StepView => ({
  id: newId('step'),
  step_number: 1,
  delay_value: 0,
  delay_unit: 'days',
  subject: 'Hello {{ first_name }}',
  body_html: '<p>Hi {{ first_name }}</p>',
  body_text: null,
  same_thread: true,
  ...some,
});

/** A contact with a first name and nothing else. */
export const recipient = (some: Partial<Recipient> = {}): Recipient => ({
  contact_id: newId('cont'),
  email: 'grace@recipient.example',
  first_name: 'Grace',
  last_name: null,
  title: null,
  seniority: null,
  department: null,
  country: null,
  time_zone: null,
  company: { name: null, domain: null, industry: null },
  custom_fields: {},
  ...some,
});

/** An active account that the gate counts. */
export const accountView = (some: Partial<SendingAccountView> = {}): SendingAccountView => ({
  id: newId('ea'),
  workspace_id: newId('ws'),
  email: 'ada@sender.example',
  display_name: 'Ada Lovelace',
  provider: 'smtp',
  status: 'active',
  status_reason: null,
  smtp: { host: 'smtp.sender.example', port: 587, secure: false, require_tls: false, user: null },
  daily_send_limit: 40,
  time_zone: 'UTC',
  warmup: { stage: 3, started_at: null, days_warming: 0, cumulative_sends: 0 },
  health: { score: 90 },
  authentication: { spf: 'pass', dkim: 'pass', dmarc: 'pass' },
  created_at: CREATED_AT,
  updated_at: CREATED_AT,
  ...some,
});
