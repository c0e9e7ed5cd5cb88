import { z } from 'zod';
import { defineRequest } from './define.js';
import { IdOf, WorkspaceId } from './ids.js';

const count = z.number().int().min(0);

const rate = (what: string) =>
  z
    .number()
    .min(0)
    .max(1)
    .meta({
      description: `A fraction from 0 to 1 with three decimals: ${what}. 0 while there is nothing to divide by.`,
    });

/** The figures of a campaign. */
export const Metrics = z.object({
  total_sent: count.meta({
    description: 'Messages that a receiving server accepted, or refused for good.',
  }),
  delivered: z.number().int().meta({
    description:
      '`total_sent` without `bounced`. In a period it is below 0 where more bounced than was sent in that time.',
  }),
  opened: count.meta({ description: 'Messages that a person opened, each once.' }),
  clicked: count.meta({ description: 'Messages in which a link was followed, each once.' }),
  replied: count.meta({ description: 'Contacts that replied, each once.' }),
  bounced: count.meta({ description: 'Messages that were refused for good.' }),
  unsubscribed: count.meta({ description: 'Contacts that unsubscribed, each once.' }),
  spam_complaints: count,
  open_rate: rate('`opened` of `delivered`'),
  reply_rate: rate('`replied` of `delivered`'),
  bounce_rate: rate('`bounced` of `total_sent`'),
});
export type Metrics = z.infer<typeof Metrics>;

/** The figures before the first message. */
export const NO_METRICS: Metrics = {
  total_sent: 0,
  delivered: 0,
  opened: 0,
  clicked: 0,
  replied: 0,
  bounced: 0,
  unsubscribed: 0,
  spam_complaints: 0,
  open_rate: 0,
  reply_rate: 0,
  bounce_rate: 0,
};

export const StepMetrics = z.object({
  step_id: IdOf('step'),
  step_number: z.number().int(),
  variant: z.string().nullable().optional().meta({
    description: 'The label of one variant; null or absent for messages that were written in none.',
  }),
  metrics: Metrics,
});
export type StepMetrics = z.infer<typeof StepMetrics>;

/**
 * The figures of a step, or of one of its variants, with its subject. `variant`: null for a step without variants, and
 * for messages from before it had variants.
 */
export const StepReport = StepMetrics.extend({
  subject: z.string(),
  variant: z.string().nullable().meta({
    description: 'The label of the variant; null for messages that were written in none.',
  }),
});
export type StepReport = z.infer<typeof StepReport>;

/** One request for a whole page of campaigns. A campaign without any fact yet answers zeros. */
export const GetMetrics = defineRequest({
  subject: 'rpc.analytics.get-metrics.v1',
  askedBy: ['campaigns'],
  request: z.object({ workspace_id: WorkspaceId, campaign_ids: z.array(IdOf('camp')).min(1).max(500) }),
  response: z.object({ results: z.array(z.object({ campaign_id: IdOf('camp'), metrics: Metrics })) }),
  timeoutMs: 1_500,
});

export const GetStepMetrics = defineRequest({
  subject: 'rpc.analytics.get-step-metrics.v1',
  request: z.object({ workspace_id: WorkspaceId, campaign_id: IdOf('camp') }),
  response: z.object({ results: z.array(StepMetrics) }),
});
