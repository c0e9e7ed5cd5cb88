import { z } from 'zod';
import { defineRequest } from './define.js';
import { IdOf, WorkspaceId } from './ids.js';

const count = z.number().int().min(0);
/** A fraction from 0 to 1, three decimals, 0 when there is nothing to divide by. */
const rate = z.number().min(0).max(1);

/**
 * The figures of a campaign. `total_sent` counts messages with a definite outcome (accepted or permanently refused),
 * `delivered` = sent − bounced; opens and clicks once per message, replies and unsubscribes once per contact.
 */
export const Metrics = z.object({
  total_sent: count,
  delivered: count,
  opened: count,
  clicked: count,
  replied: count,
  bounced: count,
  unsubscribed: count,
  spam_complaints: count,
  open_rate: rate,
  reply_rate: rate,
  bounce_rate: rate,
});
export type Metrics = z.infer<typeof Metrics>;

export const StepMetrics = z.object({
  step_id: IdOf('step'),
  step_number: z.number().int(),
  /** Of one variant, by its label; null or absent for messages that were written in none. */
  variant: z.string().nullable().optional(),
  metrics: Metrics,
});
export type StepMetrics = z.infer<typeof StepMetrics>;

/**
 * The figures of a step, or of one of its variants, beside what it says. `variant`: null for a step that is written in
 * one way, and for what was sent before it had variants.
 */
export const StepReport = StepMetrics.extend({ subject: z.string(), variant: z.string().nullable() });
export type StepReport = z.infer<typeof StepReport>;

/** One request for a whole page of campaigns. A campaign without any fact yet answers zeros. */
export const GetMetrics = defineRequest({
  subject: 'rpc.analytics.get-metrics.v1',
  request: z.object({ workspace_id: WorkspaceId, campaign_ids: z.array(IdOf('camp')).min(1).max(500) }),
  response: z.object({ results: z.array(z.object({ campaign_id: IdOf('camp'), metrics: Metrics })) }),
  refusals: [],
  timeoutMs: 1_500,
});

export const GetStepMetrics = defineRequest({
  subject: 'rpc.analytics.get-step-metrics.v1',
  request: z.object({ workspace_id: WorkspaceId, campaign_id: IdOf('camp') }),
  response: z.object({ results: z.array(StepMetrics) }),
  refusals: [],
  timeoutMs: 3_000,
});
