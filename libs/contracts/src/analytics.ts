import { z } from 'zod';
import { CampaignRef } from './campaigns.js';
import { defineRequest } from './define.js';
import { BounceClass } from './emails.js';
import { Instant, TimeZone } from './fields.js';
import { IdOf, WorkspaceId } from './ids.js';
import { Metrics } from './metrics.js';
import { ReplyIntent } from './reply-intent.js';
import { OPERATOR } from './services.js';

const count = z.number().int().min(0);

export const Granularity = z.enum(['hour', 'day']);
export type Granularity = z.infer<typeof Granularity>;

/** The figures of one hour or day, which begins at `at`. Hours and days without figures are left out. */
export const TimePoint = Metrics.pick({
  total_sent: true,
  delivered: true,
  opened: true,
  clicked: true,
  replied: true,
  bounced: true,
  unsubscribed: true,
  spam_complaints: true,
}).extend({
  at: Instant.meta({ description: 'When the hour or the day begins.' }),
});

/**
 * The figures of a campaign since its start or in a period, and a time series of them, oldest first. Days are those of
 * `time_zone`. An hour counts only what happened in it: a message that bounced a day later is sent on the first and bounced
 * on the second, so that `delivered` of a day, and of a period, may be below zero.
 */
export const CampaignSummary = z.object({
  campaign_id: IdOf('camp'),
  metrics: Metrics,
  time_series: z.array(TimePoint).meta({
    description: 'Oldest first. Hours and days in which nothing happened are left out.',
  }),
  granularity: Granularity,
  time_zone: TimeZone.meta({ description: 'IANA; days of the time series begin at its midnight.' }),
  updated_at: Instant.nullable().meta({
    description: 'When a figure changed last; null before the first one.',
  }),
});
export type CampaignSummary = z.infer<typeof CampaignSummary>;

export const GetSummary = defineRequest({
  subject: 'rpc.analytics.get-summary.v1',
  request: z.object({
    workspace_id: WorkspaceId,
    campaign_id: IdOf('camp'),
    granularity: Granularity,
    time_zone: TimeZone,
    /** Whether the metrics are of the campaign as a whole or of the period alone. */
    metrics_of: z.enum(['campaign', 'period']),
    /** The first instant of the time series. */
    from: Instant,
    /** The first instant after it. */
    to: Instant,
  }),
  response: CampaignSummary,
});

/**
 * Contacts that answered, by intent. A contact counts once for each intent that it had. The automatic answers are here
 * and not in `metrics.replied`, and so are the delivery reports.
 */
export const ReplyIntents = z.object({
  total: count.meta({ description: 'The sum of `intents`.' }),
  intents: z.record(ReplyIntent, count).meta({
    description:
      'Contacts by the intent of their replies, after corrections. `ooo`: answers that a program wrote. `bounce`: delivery reports on messages that were accepted first.',
  }),
});
export type ReplyIntents = z.infer<typeof ReplyIntents>;

export const GetReplyIntents = defineRequest({
  subject: 'rpc.analytics.get-reply-intents.v1',
  request: CampaignRef,
  response: ReplyIntents,
});

export const BounceCode = z.object({
  smtp_code: z.number().int().nullable().meta({ description: 'Such as 550.' }),
  enhanced_code: z.string().nullable().meta({ description: 'The RFC 3463 code, such as `5.1.1`.' }),
  class: BounceClass,
  count,
  sample: z.string().meta({ description: 'The latest answer of a server.' }),
});

export const BounceBreakdown = z.object({
  total: count.meta({ description: 'Messages that bounced.' }),
  classes: z.record(BounceClass, count).meta({ description: 'Bounces by kind of reason.' }),
  codes: z.array(BounceCode).meta({ description: 'Most frequent first, at most 100.' }),
});
export type BounceBreakdown = z.infer<typeof BounceBreakdown>;

export const GetBounces = defineRequest({
  subject: 'rpc.analytics.get-bounces.v1',
  request: CampaignRef,
  response: BounceBreakdown,
});

/**
 * Counts the figures of the next campaigns anew, from the stored facts about their messages; `next` is the last of these
 * campaigns, null at the end. To repeat it, also at the same time, changes nothing.
 */
export const RebuildTotals = defineRequest({
  subject: 'rpc.analytics.rebuild-totals.v1',
  askedBy: [OPERATOR],
  request: z.object({ after: IdOf('camp').nullable() }),
  response: z.object({ messages: count, next: IdOf('camp').nullable() }),
  timeoutMs: 300_000, // a campaign is counted in one piece, however large it is
});
