import { expect } from '@jest/globals';

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

export const instant = (): unknown => expect.stringMatching(INSTANT);
const count = (): unknown => expect.any(Number);

/** The figures of a campaign, whatever they are. */
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

/** A new campaign with every field that it has, for which only what has no default was said. */
export const aDraftOf = (said: object) => ({
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
  ...said,
});

/** An object with these fields, separated by spaces, and no other, whatever is in them. */
export const withFields = (names: string) => ({
  asymmetricMatch: (value: unknown): boolean =>
    typeof value === 'object' && value !== null && sorted(Object.keys(value)) === sorted(names.split(' ')),
  toString: () => `object with the fields ${names}`,
});

const sorted = (names: readonly string[]): string => names.toSorted().join(' ');

/** The whole of a list. */
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

/** An error of RFC 9457, with the members that its code brings along and no other. */
export const problem = (status: number, code: string, further: object = {}) => ({
  type: `urn:nimbus:problem:${code}`,
  title: TITLES[status],
  status,
  detail: expect.stringMatching(/\w/),
  code,
  request_id: expect.stringMatching(/\w/),
  ...further,
});
