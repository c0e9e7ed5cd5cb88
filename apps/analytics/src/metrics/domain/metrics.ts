/** The counters of a campaign, a step or an hour. */
export const NO_COUNTS = {
  total_sent: 0,
  bounced: 0,
  opened: 0,
  clicked: 0,
  replied: 0,
  unsubscribed: 0,
  spam_complaints: 0,
};
export type Counter = keyof typeof NO_COUNTS;
export type Counters = Readonly<Record<Counter, number>>;

export const COUNTERS = Object.keys(NO_COUNTS);

export interface Metrics extends Counters {
  readonly delivered: number;
  readonly open_rate: number;
  readonly reply_rate: number;
  readonly bounce_rate: number;
}

export const plus = (one: Counters, other: Counters): Counters => ({
  total_sent: one.total_sent + other.total_sent,
  bounced: one.bounced + other.bounced,
  opened: one.opened + other.opened,
  clicked: one.clicked + other.clicked,
  replied: one.replied + other.replied,
  unsubscribed: one.unsubscribed + other.unsubscribed,
  spam_complaints: one.spam_complaints + other.spam_complaints,
});

/** The figures as the API shows them: what was delivered, and the rates over it. */
export function metricsOf(counters: Counters): Metrics {
  const { total_sent, bounced, opened, replied } = counters;
  const delivered = total_sent - bounced;

  return {
    ...counters,
    delivered,
    open_rate: rate(opened, delivered),
    reply_rate: rate(replied, delivered),
    bounce_rate: rate(bounced, total_sent),
  };
}

/**
 * Three decimals, 0 when there is nothing to divide by: in a period more may bounce than was sent. Never above 1: an open
 * that comes before its `email.sent`, or an open of a message that bounced later, would make it more.
 */
function rate(part: number, whole: number): number {
  if (whole <= 0) return 0;

  return Math.min(1, Math.round((part / whole) * 1_000) / 1_000);
}
