/** The counters of a campaign, a step or an hour. */
export const COUNTERS = [
  'total_sent',
  'bounced',
  'opened',
  'clicked',
  'replied',
  'unsubscribed',
  'spam_complaints',
] as const;
export type Counter = (typeof COUNTERS)[number];
export type Counters = Readonly<Record<Counter, number>>;

export const NO_COUNTS: Counters = {
  total_sent: 0,
  bounced: 0,
  opened: 0,
  clicked: 0,
  replied: 0,
  unsubscribed: 0,
  spam_complaints: 0,
};

export interface Metrics extends Counters {
  readonly delivered: number;
  readonly open_rate: number;
  readonly reply_rate: number;
  readonly bounce_rate: number;
}

/** The figures as the API shows them: what was delivered, and the rates over it. */
export function metricsOf(counters: Counters): Metrics {
  const delivered = counters.total_sent - counters.bounced;

  return {
    total_sent: counters.total_sent,
    delivered,
    opened: counters.opened,
    clicked: counters.clicked,
    replied: counters.replied,
    bounced: counters.bounced,
    unsubscribed: counters.unsubscribed,
    spam_complaints: counters.spam_complaints,
    open_rate: rate(counters.opened, delivered),
    reply_rate: rate(counters.replied, delivered),
    bounce_rate: rate(counters.bounced, counters.total_sent),
  };
}

/**
 * Three decimals, 0 when there is nothing to divide by. Never above 1: an open that comes before its `email.sent`,
 * or an open of a message that bounced later, would make it more.
 */
function rate(part: number, whole: number): number {
  if (whole === 0) return 0;

  return Math.min(1, Math.round((part / whole) * 1_000) / 1_000);
}
