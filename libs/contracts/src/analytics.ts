import { z } from 'zod';
import { defineRequest } from './define.js';
import { Instant, TimeZone } from './fields.js';
import { IdOf, WorkspaceId } from './ids.js';
import { Metrics } from './metrics.js';

const count = z.number().int().min(0);

export const Granularity = z.enum(['hour', 'day']);
export type Granularity = z.infer<typeof Granularity>;

/** What happened in one hour or day, which begins at `at`. Only those in which something happened are told. */
export const TimePoint = Metrics.pick({
  total_sent: true,
  delivered: true,
  opened: true,
  clicked: true,
  replied: true,
  bounced: true,
  unsubscribed: true,
  spam_complaints: true,
}).extend({ at: Instant, delivered: z.number().int() });
export type TimePoint = z.infer<typeof TimePoint>;

/**
 * The figures of a campaign since its start, and a time series of them, oldest first. Days are those of `time_zone`.
 * What is counted in an hour happened in it: a message that bounced a day later is sent on the first and bounced on the
 * second, so that `delivered` of a day may be below zero.
 */
export const CampaignSummary = z.object({
  campaign_id: IdOf('camp'),
  metrics: Metrics,
  time_series: z.array(TimePoint),
  granularity: Granularity,
  time_zone: TimeZone,
  /** When a figure changed last; null before the first one. */
  updated_at: Instant.nullable(),
});
export type CampaignSummary = z.infer<typeof CampaignSummary>;

export const GetSummary = defineRequest({
  subject: 'rpc.analytics.get-summary.v1',
  request: z.object({
    workspace_id: WorkspaceId,
    campaign_id: IdOf('camp'),
    granularity: Granularity,
    time_zone: TimeZone,
    /** The first instant of the time series. */
    from: Instant,
    /** The first instant after it. */
    to: Instant,
  }),
  response: CampaignSummary,
  refusals: [],
  timeoutMs: 3_000,
});

/** What an answer wants. `ooo` is out of the office. */
export const ReplyIntent = z.enum([
  'interested',
  'not_interested',
  'objection',
  'question',
  'referral',
  'wrong_person',
  'ooo',
  'unsubscribe',
  'bounce',
  'other',
]);
export type ReplyIntent = z.infer<typeof ReplyIntent>;

/** Contacts that answered, by what they want. An answer that nobody has read for its intent is `other`. */
export const ReplyIntents = z.object({ total: count, intents: z.record(ReplyIntent, count) });
export type ReplyIntents = z.infer<typeof ReplyIntents>;

export const GetReplyIntents = defineRequest({
  subject: 'rpc.analytics.get-reply-intents.v1',
  request: z.object({ workspace_id: WorkspaceId, campaign_id: IdOf('camp') }),
  response: ReplyIntents,
  refusals: [],
  timeoutMs: 3_000,
});

/** Why a message came back; `hard`: the address itself is dead. */
export const BounceClass = z.enum([
  'hard',
  'mailbox_unavailable',
  'content_rejected',
  'reputation_blocked',
  'policy_rejected',
  'network',
  'unknown',
]);
export type BounceClass = z.infer<typeof BounceClass>;

export const BounceBreakdown = z.object({
  total: count,
  classes: z.record(BounceClass, count),
  /** Most frequent first, at most a hundred. */
  codes: z.array(
    z.object({
      smtp_code: z.number().int().nullable(),
      enhanced_code: z.string().nullable(),
      class: BounceClass,
      count,
      /** What a server said, the latest of them. */
      sample: z.string(),
    }),
  ),
});
export type BounceBreakdown = z.infer<typeof BounceBreakdown>;

export const GetBounces = defineRequest({
  subject: 'rpc.analytics.get-bounces.v1',
  request: z.object({ workspace_id: WorkspaceId, campaign_id: IdOf('camp') }),
  response: BounceBreakdown,
  refusals: [],
  timeoutMs: 3_000,
});
