import { z } from 'zod';
import { defineRequest } from './define.js';
import { IdOf, WorkspaceId } from './ids.js';
import { AccountStatus } from './sending-accounts.js';

export const BlockingReasonView = z.object({
  code: z.enum([
    'insufficient_stage_inboxes',
    'fleet_score_low',
    'bounce_rate_high',
    'complaint_rate_high',
    'no_eligible_inbox',
    'authentication_failing',
    'platform_not_connected',
    'account_not_on_platform',
    'sender_names_need_one_account',
    'platform_cannot_wait_so_long',
    'platform_has_no_warmup',
    'platform_has_no_recipient_time_zone',
    'empty_filter',
    'inactive_inbox',
    'no_unsubscribe_link',
    'too_few_sending_accounts',
    'no_imap_server',
    'campaign_is_over',
  ]),
  message: z.string().meta({
    description: 'For people, with the figures: "fleet has only 14 stage 3+ inboxes; 20 required".',
  }),
  actual: z.number().optional().meta({ description: 'The present figure; rates are fractions from 0 to 1.' }),
  required: z.number().optional().meta({ description: 'The figure that the policy requires.' }),
});

/** Advice that blocks nothing. */
export const GateWarningView = z.object({
  code: z.enum([
    'young_domain',
    'dmarc_policy_none',
    'authentication_unknown',
    'no_tracking_domain',
    'weekend_window',
  ]),
  message: z.string().meta({ description: 'For people, with the domains or days that it is about.' }),
});
export type GateWarningView = z.infer<typeof GateWarningView>;

/** Whether a campaign may start sending, with every reason against it, not the first. */
export const GateCheck = z.object({
  allowed: z.boolean(),
  blocking_reasons: z.array(BlockingReasonView),
  warnings: z.array(GateWarningView).optional().meta({
    description: 'Advice that blocks nothing; absent where the gate was not asked.',
  }),
});
export type GateCheck = z.infer<typeof GateCheck>;

/** The status of the accounts comes along, so that a launch needs one request. */
export const CheckGate = defineRequest({
  subject: 'rpc.deliverability.check-gate.v1',
  askedBy: ['campaigns'],
  request: z.object({
    workspace_id: WorkspaceId,
    /** For the record of the decision. */
    campaign_id: IdOf('camp').optional(),
    sending_account_ids: z.array(IdOf('ea')).min(1),
    min_health_score: z.number(),
    /** Settings of the campaign that it is warned about; absent in requests of earlier versions. */
    tracks_recipients: z.boolean().optional(),
    /** Absent while the requester does not know. */
    has_tracking_domain: z.boolean().optional(),
    send_days: z.array(z.number().int()).optional(),
  }),
  response: GateCheck.extend({
    /** Named accounts that the workspace has; the others are absent. */
    accounts: z.array(z.object({ sending_account_id: IdOf('ea'), status: AccountStatus })),
  }),
});
