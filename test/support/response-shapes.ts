import { expect } from '@jest/globals';

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

export const instant = (): unknown => expect.stringMatching(INSTANT);
export const anId = (prefix: string): unknown =>
  expect.stringMatching(new RegExp(`^${prefix}_[0-9a-z]{26}$`));
const count = (): unknown => expect.any(Number);

/** Matches any figures of a campaign. */
export const metrics = () => ({
  total_sent: count(),
  delivered: count(),
  opened: count(),
  clicked: count(),
  replied: count(),
  bounced: count(),
  unsubscribed: count(),
  spam_complaints: count(),
  open_rate: count(),
  reply_rate: count(),
  bounce_rate: count(),
});

export const NO_METRICS = Object.fromEntries(Object.keys(metrics()).map((name) => [name, 0]));

/** A new campaign with all fields: defaults, and `fields` in their place. */
export const draftWith = (fields: object) => ({
  id: expect.stringMatching(/^camp_/),
  workspace_id: expect.stringMatching(/^ws_/),
  client_id: null,
  status: 'draft',
  campaign_type: 'cold_outreach',
  platform: 'native',
  min_health_score: 70,
  daily_send_limit: 500,
  max_new_leads_per_day: 50,
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
  metrics: NO_METRICS,
  pause_reason: null,
  paused_by: null,
  started_at: null,
  completed_at: null,
  archived_at: null,
  created_at: instant(),
  updated_at: instant(),
  ...fields,
});

/** Matches an object with exactly these fields (separated by spaces), with any values. */
const withFields = (names: string) => ({
  asymmetricMatch: (value: unknown): boolean =>
    typeof value === 'object' && value !== null && sorted(Object.keys(value)) === sorted(names.split(' ')),
  toString: () => `object with the fields ${names}`,
});

const sorted = (names: readonly string[]): string => names.toSorted().join(' ');

export const ENROLLMENT = withFields(
  'id campaign_id contact_id email status current_step total_steps next_step_at last_sent_at enrolled_at ' +
    'finished_at stop_reason source sending_account_id',
);
export const SUMMARY = withFields('campaign_id metrics time_series granularity time_zone updated_at');
export const NO_INTENTS = Object.fromEntries(
  ['interested', 'not_interested', 'objection', 'question', 'referral', 'wrong_person', 'ooo']
    .concat('unsubscribe', 'bounce', 'other')
    .map((intent) => [intent, 0]),
);
export const NO_BOUNCE_CLASSES = Object.fromEntries(
  ['hard', 'mailbox_unavailable', 'content_rejected', 'reputation_blocked', 'policy_rejected']
    .concat('network', 'unknown')
    .map((cause) => [cause, 0]),
);
/** The report of a step without variants. */
export const stepReport = (step_number: number) => ({
  step_id: anId('step'),
  step_number,
  subject: expect.any(String),
  variant: null,
  metrics: metrics(),
});

/** A list with a single page. */
export const pageOf = (...results: unknown[]) => ({ results, next_cursor: null, has_more: false });

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Payload Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
};

/** A problem document of RFC 9457, with exactly the members of its code. */
export const problem = (status: number, code: string, further: object = {}) => ({
  type: `urn:nimbus:problem:${code}`,
  title: TITLES[status],
  status,
  detail: expect.stringMatching(/\w/),
  code,
  request_id: expect.stringMatching(/\w/),
  ...further,
});
