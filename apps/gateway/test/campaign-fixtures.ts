import type { CampaignView, Metrics, SequenceView, StepView } from '#contracts';
import { newId, type Id } from '#kernel';
import { campaignView } from '#testing';

const AT = '2026-04-10T09:00:00.000Z';

export const aCampaign = (overrides: Partial<CampaignView> = {}): CampaignView =>
  campaignView({ status: 'draft', daily_send_limit: 500, max_new_leads_per_day: 50, ...overrides });

export const METRICS: Metrics = {
  total_sent: 10,
  delivered: 9,
  opened: 3,
  clicked: 0,
  replied: 1,
  bounced: 1,
  unsubscribed: 0,
  spam_complaints: 0,
  open_rate: 0.333,
  reply_rate: 0.111,
  bounce_rate: 0.1,
};

export const aTrackedMessage = () => ({
  workspace_id: newId('ws'),
  send_id: newId('send'),
  campaign_id: newId('camp'),
  enrollment_id: newId('enr'),
  contact_id: newId('cont'),
  step_id: newId('step'),
  step_number: 1,
  /** Long ago. */
  composed_at: 0,
});

export const aCampaignInput = (): { sequence_id: Id<'seq'>; [field: string]: unknown } => ({
  name: 'Q2',
  sequence_id: newId('seq'),
  sending_account_ids: [newId('ea')],
  contact_filter: { icp_tier: ['A'] },
});

export const aStep = (step_number: number, subject: string): StepView => ({
  id: newId('step'),
  step_number,
  delay_value: 0,
  delay_unit: 'days',
  subject,
  body_html: '<p>Hello</p>',
  body_text: null,
  same_thread: true,
});

export const aSequence = (...steps: StepView[]): SequenceView => ({
  id: newId('seq'),
  workspace_id: newId('ws'),
  name: 'Two mails',
  steps,
  created_at: AT,
  updated_at: AT,
});
