import { z } from 'zod';
import { CampaignRef } from './campaigns.js';
import { defineRequest } from './define.js';
import { eitherOr, Instant } from './fields.js';
import { IdOf } from './ids.js';
import { pageOf, PageQuery } from './paging.js';
import { MAX_STEPS } from './sequences.js';

export const SendStatus = z.enum([
  'scheduled',
  'sending',
  'sent',
  'bounced',
  'failed',
  'canceled',
  'dropped',
  /** The process died between delivery and record: the message may have left, so it is never resent by itself. */
  'indeterminate',
]);
export type SendStatus = z.infer<typeof SendStatus>;

export const SendError = z.object({
  code: z.string().meta({ description: 'For machines, such as `recipient_refused`.' }),
  smtp_code: z
    .number()
    .int()
    .nullable()
    .meta({ description: 'The code of the receiving server, if it sent one.' }),
  message: z.string(),
});

export const SendView = z.object({
  id: IdOf('send'),
  campaign_id: IdOf('camp'),
  contact_id: IdOf('cont'),
  email: z.string().meta({ description: 'The recipient address.' }),
  step_number: z.number().int().meta({ description: 'The number of the step in the sequence, from 1.' }),
  variant: z.string().nullable().meta({
    description: 'The label of the variant that was sent; null for a step without variants.',
  }),
  sending_account_id: IdOf('ea').nullable().meta({
    description: 'The sending account; null before one was chosen.',
  }),
  status: SendStatus,
  scheduled_at: Instant.meta({ description: 'The earliest time at which the send may leave.' }),
  sent_at: Instant.nullable().meta({ description: 'When the receiving server accepted the message.' }),
  message_id: z.string().nullable().meta({ description: 'The `Message-ID` of the message.' }),
  subject: z.string().nullable(),
  opened_at: Instant.nullable().meta({ description: 'When it first happened, like the next fields.' }),
  clicked_at: Instant.nullable(),
  replied_at: Instant.nullable().meta({ description: 'Without the answers that programs write.' }),
  bounced_at: Instant.nullable().meta({
    description: 'When the message was refused: at once, or later in a delivery report.',
  }),
  unsubscribed_at: Instant.nullable().meta({
    description: 'When the contact left by this message, or reported it as spam.',
  }),
  error: SendError.nullable(),
});
export type SendView = z.infer<typeof SendView>;

/** The statuses that a retry accepts: a failed message never left, and an indeterminate one may not have left. */
export const RetryableStatus = z.enum(['failed', 'indeterminate']);

/** The most sends that one retry request may name. */
export const MAX_RETRIES = 1_000;

const IDS_OR_STATUS = eitherOr('send_ids', 'status');

/** Sends by id, or all in a status, oldest first; `cursor` continues after the last send that was checked. */
export const RetryInput = z
  .strictObject({
    send_ids: z
      .array(IdOf('send'))
      .min(1)
      .max(MAX_RETRIES, { error: 'must name at most 1,000 sends' })
      .optional(),
    status: RetryableStatus.optional(),
    cursor: PageQuery.shape.cursor,
  })
  .refine(IDS_OR_STATUS.holds, IDS_OR_STATUS.options)
  .meta(IDS_OR_STATUS.meta);
export type RetryInput = z.infer<typeof RetryInput>;

export const SkippedSend = z.object({
  send_id: IdOf('send'),
  reason: z
    .enum([
      'not_found',
      'not_retryable',
      'delegated',
      'contact_stopped',
      'already_past_step',
      'campaign_over',
    ])
    .meta({ description: '`delegated`: the platform of the campaign sends, and not Nimbus.' }),
});

export const RetryResult = z.object({
  retried: z.number().int(),
  skipped: z.array(SkippedSend),
  next_cursor: z.string().nullable().meta({
    description: 'Set where more sends may have the `status`: pass it as `cursor`.',
  }),
});
export type RetryResult = z.infer<typeof RetryResult>;

/** Idempotent: a request that is repeated after a failure sends nothing twice. */
export const RetrySends = defineRequest({
  subject: 'rpc.dispatcher.retry-sends.v1',
  request: CampaignRef.extend({ retry: RetryInput }),
  response: RetryResult,
  timeoutMs: 10_000,
});

export const ListSends = defineRequest({
  subject: 'rpc.dispatcher.list-sends.v1',
  request: CampaignRef.extend({
    ...PageQuery.shape,
    status: z.array(SendStatus).optional(),
    contact_id: IdOf('cont').optional(),
    step: z.number().int().min(1).max(MAX_STEPS).optional(),
  }),
  response: pageOf(SendView),
});

/**
 * No send of the campaign starts after the answer; `in_flight` sends were already being delivered. The hold carries
 * the campaign's version, so an older event that arrives late does not lift it.
 */
export const HoldCampaign = defineRequest({
  subject: 'rpc.dispatcher.hold-campaign.v1',
  askedBy: ['campaigns'],
  request: CampaignRef.extend({ version: z.number().int().min(1) }),
  response: z.object({ in_flight: z.number().int() }),
  timeoutMs: 5_000,
});

/** Cancels the scheduled sends of these contacts; claimed sends still leave. Answers the number of canceled sends. */
export const CancelSends = defineRequest({
  subject: 'rpc.dispatcher.cancel-sends.v1',
  askedBy: ['campaigns'],
  request: CampaignRef.extend({ contact_ids: z.array(IdOf('cont')).min(1).max(1_000) }),
  response: z.object({ canceled: z.number().int() }),
  timeoutMs: 5_000,
});
