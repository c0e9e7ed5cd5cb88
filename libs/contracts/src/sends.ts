import { z } from 'zod';
import { CampaignRef } from './campaigns.js';
import { defineRequest } from './define.js';
import { Instant } from './fields.js';
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
  /** The process died between the hand-over and the record: nobody knows, so it is never sent again blindly. */
  'indeterminate',
]);
export type SendStatus = z.infer<typeof SendStatus>;

export const SendView = z.object({
  id: IdOf('send'),
  campaign_id: IdOf('camp'),
  contact_id: IdOf('cont'),
  email: z.string(),
  step_number: z.number().int(),
  variant: z.string().nullable(),
  sending_account_id: IdOf('ea').nullable(),
  status: SendStatus,
  scheduled_at: Instant,
  sent_at: Instant.nullable(),
  message_id: z.string().nullable(),
  subject: z.string().nullable(),
  opened_at: Instant.nullable(),
  clicked_at: Instant.nullable(),
  replied_at: Instant.nullable(),
  bounced_at: Instant.nullable(),
  unsubscribed_at: Instant.nullable(),
  error: z
    .object({ code: z.string(), smtp_code: z.number().int().nullable(), message: z.string() })
    .nullable(),
});
export type SendView = z.infer<typeof SendView>;

export const ListSends = defineRequest({
  subject: 'rpc.dispatcher.list-sends.v1',
  request: CampaignRef.extend({
    ...PageQuery.shape,
    status: z.array(SendStatus).optional(),
    contact_id: IdOf('cont').optional(),
    step: z.number().int().min(1).max(MAX_STEPS).optional(),
  }),
  response: pageOf(SendView),
  refusals: [],
  timeoutMs: 3_000,
});

/**
 * Nothing of this campaign starts once this is answered; `in_flight` sends were already being handed over. The hold
 * carries the campaign's version, so that an older event that arrives late does not lift it.
 */
export const HoldCampaign = defineRequest({
  subject: 'rpc.dispatcher.hold-campaign.v1',
  request: CampaignRef.extend({ version: z.number().int().min(1) }),
  response: z.object({ in_flight: z.number().int() }),
  refusals: [],
  timeoutMs: 5_000,
});

/** Cancels what waits for these contacts; what somebody has in hand goes. Answers how many. */
export const CancelSends = defineRequest({
  subject: 'rpc.dispatcher.cancel-sends.v1',
  request: CampaignRef.extend({ contact_ids: z.array(IdOf('cont')).min(1).max(1_000) }),
  response: z.object({ canceled: z.number().int() }),
  refusals: [],
  timeoutMs: 5_000,
});
