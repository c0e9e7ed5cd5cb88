import { z } from 'zod';
import { CampaignRef } from './campaigns.js';
import { defineRequest } from './define.js';
import { Instant } from './fields.js';
import { GateCheck } from './gate.js';

export const PacingLimitName = z.enum([
  'campaign_daily_limit',
  'account_daily_limit',
  'warmup_ramp',
  'new_leads_limit',
]);

/**
 * The use of a limit. The limit of the accounts is the sum over accounts that may send, and that of the warmup ramp the sum
 * over those of them to which their warmup stage allows less.
 */
export const PacingLimit = z.object({
  name: PacingLimitName,
  used: z.number().int().meta({ description: 'The use of today.' }),
  limit: z.number().int(),
  resets_at: Instant.meta({ description: 'The end of the day, where the limit is kept.' }),
});

/** Why no message, no first message, or no follow-up of some accounts can leave now. */
export const PacingBlocker = z.object({
  code: z.enum([
    ...PacingLimitName.options,
    'campaign_paused',
    'outside_window',
    'no_eligible_inbox',
    'account_resting',
    'inactive_inbox',
    'gap',
    'platform_not_confirmed',
    'platform_rate_limited',
    'platform_connection_broken',
    'platform_paused',
    'platform_missing',
  ]),
  message: z.string(),
  until: Instant.optional().meta({ description: 'When it ends by itself.' }),
});

/** The messages that a campaign can send now and today, and the limits that apply. */
export const Pacing = z.object({
  sendable_now: z.number().int().meta({ description: 'Messages that can leave now.' }),
  next_send_at: Instant.nullable().meta({
    description: 'Null when no message waits, or the obstacle does not end by itself.',
  }),
  remaining_today: z.number().int().meta({ description: 'Messages that the limits still allow today.' }),
  binding_limit: PacingLimitName.nullable().meta({
    description: 'The limit that is reached first today; null when what waits is less than any.',
  }),
  blockers: z.array(PacingBlocker).meta({
    description: 'Why no message, no first message, or no follow-up of some accounts can leave now.',
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

/** The dispatcher's part: all but the new leads. */
export const GetPacing = defineRequest({
  subject: 'rpc.dispatcher.get-pacing.v1',
  askedBy: ['campaigns'],
  request: CampaignRef,
  response: Pacing,
});

/** How many contacts started today; null for an unknown campaign. `waiting`: more would start if they could. */
export const GetNewLeads = defineRequest({
  subject: 'rpc.enrollment.get-new-leads.v1',
  askedBy: ['campaigns'],
  request: CampaignRef,
  response: z.object({
    new_leads: z
      .object({ used: z.number().int(), limit: z.number().int(), resets_at: Instant, waiting: z.boolean() })
      .nullable(),
  }),
});

/** The verdict that the gate would give now; it is not stored. */
export const CheckCampaignGate = defineRequest({
  subject: 'rpc.campaigns.check-campaign-gate.v1',
  request: CampaignRef,
  response: GateCheck,
  refusals: ['not_found'],
  timeoutMs: 6_000,
});
