import type { BounceBreakdown, CampaignSummary, ReplyIntents } from '../analytics.js';
import type { EnrollmentView, EnrollResult } from '../campaign-enrollments.js';
import type { ExportedSend } from '../exports.js';
import type { StepReport } from '../metrics.js';
import type { RetryResult, SendView } from '../sends.js';
import { METRICS } from './campaigns.js';
import { IDS } from './ids.js';

const [first, second] = IDS.sends;
const [grace, ada] = IDS.contacts;
const [account] = IDS.accounts;

export const ENROLLMENT: EnrollmentView = {
  id: IDS.enrollment,
  campaign_id: IDS.campaign,
  contact_id: grace,
  email: 'grace@lumen.example',
  status: 'active',
  current_step: 1,
  total_steps: 2,
  next_step_at: '2026-04-24T08:12:00.000Z',
  last_sent_at: '2026-04-21T08:12:00.000Z',
  enrolled_at: '2026-04-21T07:00:00.000Z',
  finished_at: null,
  stop_reason: null,
  source: 'filter',
  sending_account_id: account,
};

export const SEND: SendView = {
  id: first,
  campaign_id: IDS.campaign,
  contact_id: grace,
  email: 'grace@lumen.example',
  step_number: 1,
  variant: 'A',
  sending_account_id: account,
  status: 'sent',
  scheduled_at: '2026-04-21T07:00:00.000Z',
  sent_at: '2026-04-21T08:12:00.000Z',
  message_id: `<${first}@outreach.example>`,
  subject: 'Hi Grace',
  opened_at: '2026-04-21T09:40:00.000Z',
  clicked_at: null,
  replied_at: null,
  bounced_at: null,
  unsubscribed_at: null,
  error: null,
};

export const BOUNCED_SEND: SendView = {
  ...SEND,
  id: second,
  contact_id: ada,
  email: 'ada@lumen.example',
  status: 'bounced',
  message_id: `<${second}@outreach.example>`,
  subject: 'Hi Ada',
  opened_at: null,
  bounced_at: '2026-04-21T08:12:00.000Z',
  error: { code: 'recipient_refused', smtp_code: 550, message: '550 5.1.1 no such user' },
};

export const EXPORTED_SENDS: ExportedSend[] = [SEND, BOUNCED_SEND];

const csvColumns = ({ error, ...send }: SendView): Record<string, string | number | null> => ({
  ...send,
  error_code: error?.code ?? null,
  error_smtp_code: error?.smtp_code ?? null,
  error_message: error?.message ?? null,
});

const csv = (rows: readonly (readonly unknown[])[]): string =>
  rows.map((cells) => `${cells.join(',')}\r\n`).join('');

/** The same sends by media type. No cell needs quotes. */
export const EXPORT_TEXTS: Readonly<Record<string, string>> = {
  'text/csv': csv([
    Object.keys(csvColumns(SEND)),
    ...EXPORTED_SENDS.map((send) => Object.values(csvColumns(send))),
  ]),
  'application/x-ndjson': EXPORTED_SENDS.map((send) => `${JSON.stringify(send)}\n`).join(''),
};

export const ENROLL_RESULT: EnrollResult = {
  enrolled: 1,
  skipped: [{ contact_id: ada, reason: 'already_enrolled' }],
};

export const RETRY_RESULT: RetryResult = {
  retried: 12,
  skipped: [{ send_id: second, reason: 'contact_stopped' }],
  next_cursor: null,
};

export const CAMPAIGN_SUMMARY: CampaignSummary = {
  campaign_id: IDS.campaign,
  metrics: METRICS,
  time_series: [
    {
      at: '2026-04-21T22:00:00.000Z',
      total_sent: 118,
      delivered: 117,
      opened: 61,
      clicked: 8,
      replied: 4,
      bounced: 1,
      unsubscribed: 0,
      spam_complaints: 0,
    },
  ],
  granularity: 'day',
  time_zone: 'Europe/Berlin',
  updated_at: '2026-04-23T14:00:00.000Z',
};

export const STEP_REPORTS: { results: StepReport[] } = {
  results: [
    { step_id: IDS.steps[0], step_number: 1, variant: 'A', metrics: METRICS, subject: 'Hi {{ first_name }}' },
  ],
};

export const REPLY_INTENTS: ReplyIntents = {
  total: 47,
  intents: {
    interested: 11,
    not_interested: 14,
    objection: 3,
    question: 6,
    referral: 2,
    wrong_person: 4,
    ooo: 5,
    unsubscribe: 1,
    bounce: 0,
    other: 1,
  },
};

export const BOUNCES: BounceBreakdown = {
  total: 12,
  classes: {
    hard: 9,
    mailbox_unavailable: 2,
    content_rejected: 0,
    reputation_blocked: 1,
    policy_rejected: 0,
    network: 0,
    unknown: 0,
  },
  codes: [
    { smtp_code: 550, enhanced_code: '5.1.1', class: 'hard', count: 9, sample: '550 5.1.1 no such user' },
    {
      smtp_code: 552,
      enhanced_code: '5.2.2',
      class: 'mailbox_unavailable',
      count: 2,
      sample: '552 5.2.2 mailbox full',
    },
    {
      smtp_code: 550,
      enhanced_code: '5.7.1',
      class: 'reputation_blocked',
      count: 1,
      sample: '550 5.7.1 blocked by reputation',
    },
  ],
};
