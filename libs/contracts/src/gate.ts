import { z } from 'zod';
import { defineRequest } from './define.js';
import { IdOf, WorkspaceId } from './ids.js';

export const BlockingReasonView = z.object({
  code: z.enum([
    'insufficient_stage_inboxes',
    'no_eligible_inbox',
    'authentication_failing',
    'bounce_rate_high',
  ]),
  /** For people, with the figures: "fleet has only 14 stage 3+ inboxes; 20 required". */
  message: z.string(),
  actual: z.number().optional(),
  required: z.number().optional(),
});

/** May this campaign start sending? Every reason against it, not the first. */
export const CheckGate = defineRequest({
  subject: 'rpc.deliverability.check-gate.v1',
  request: z.object({
    workspace_id: WorkspaceId,
    sending_account_ids: z.array(IdOf('ea')).min(1),
    min_health_score: z.number(),
  }),
  response: z.object({ allowed: z.boolean(), blocking_reasons: z.array(BlockingReasonView) }),
  refusals: [],
  timeoutMs: 3_000,
});
