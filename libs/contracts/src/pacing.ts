import { z } from 'zod';
import { CampaignRef } from './campaigns.js';
import { defineRequest } from './define.js';
import { Instant } from './fields.js';
import { GateCheck } from './gate.js';

export const PacingLimitName = z.enum(['campaign_daily_limit', 'account_daily_limit', 'new_leads_limit']);

/** How much of something is left until when. The one of the accounts is the sum of those that may send. */
export const PacingLimit = z.object({
  name: PacingLimitName,
  used: z.number().int().meta({ description: 'Of today.' }),
  limit: z.number().int(),
  resets_at: Instant.meta({ description: 'The end of the day, where the limit is kept.' }),
});

/** Why nothing, or nobody new, goes at this moment. */
export const PacingBlocker = z.object({
  code: z.enum([...PacingLimitName.options, 'campaign_paused', 'outside_window', 'no_eligible_inbox', 'gap']),
  message: z.string(),
  until: Instant.optional().meta({ description: 'When it ends by itself.' }),
});

/** What a campaign can send now and today, and what is in the way. */
export const Pacing = z.object({
  sendable_now: z.number().int().meta({ description: 'Messages that may go at this moment.' }),
  next_send_at: Instant.nullable().meta({
    description: 'Null when nothing waits, or what is in the way does not end by itself.',
  }),
  remaining_today: z.number().int().meta({ description: 'What the limits leave until the day is over.' }),
  binding_limit: PacingLimitName.nullable().meta({
    description: 'The limit that is reached first today; null when what waits is less than any.',
  }),
  blockers: z.array(PacingBlocker).meta({
    description: 'Why nothing, or nobody new, goes at this moment.',
  }),
  limits: z.array(PacingLimit),
});
export type Pacing = z.infer<typeof Pacing>;

export const GetCampaignPacing = defineRequest({
  subject: 'rpc.campaigns.get-campaign-pacing.v1',
  request: CampaignRef,
  response: Pacing,
  refusals: ['not_found'],
  timeoutMs: 6_000,
});

/** Everything but the new leads, of which the dispatcher knows nothing. */
export const GetPacing = defineRequest({
  subject: 'rpc.dispatcher.get-pacing.v1',
  request: CampaignRef,
  response: Pacing,
  refusals: [],
  timeoutMs: 3_000,
});

/** How many contacts started today; null for a campaign that was never heard of. `waiting`: more would start if they could. */
export const GetNewLeads = defineRequest({
  subject: 'rpc.enrollment.get-new-leads.v1',
  request: CampaignRef,
  response: z.object({
    new_leads: z
      .object({ used: z.number().int(), limit: z.number().int(), resets_at: Instant, waiting: z.boolean() })
      .nullable(),
  }),
  refusals: [],
  timeoutMs: 3_000,
});

/** What the gate would say now; nothing changes by it. */
export const CheckCampaignGate = defineRequest({
  subject: 'rpc.campaigns.check-campaign-gate.v1',
  request: CampaignRef,
  response: GateCheck,
  refusals: ['not_found'],
  timeoutMs: 6_000,
});
