import { z } from 'zod';
import { defineRequest } from './define.js';
import { Instant } from './fields.js';
import { BlockingReasonView } from './gate.js';
import { IdOf, WorkspaceId } from './ids.js';
import { pageOf, PageQuery } from './paging.js';

const share = z.number().min(0).max(1);
const score = z.number().int().min(0).max(100);

/** What the gate asks of a workspace's fleet. */
export const GatePolicy = z.strictObject({
  min_stage: z.literal([0, 1, 2, 3, 4, 5]),
  min_stage_inboxes: z.number().int().min(0).max(100_000),
  min_fleet_score: score,
  max_bounce_rate: share,
  max_complaint_rate: share,
  /** Sends in seven days from which a rate says something. */
  min_sample: z.number().int().min(1).max(1_000_000),
});
export type GatePolicy = z.infer<typeof GatePolicy>;

/** At least one field; what is absent stays. */
export const GatePolicyChanges = GatePolicy.partial().refine(
  (changes) => Object.values(changes).some((value) => value !== undefined),
  { error: 'must change at least one field' },
);
export type GatePolicyChanges = z.infer<typeof GatePolicyChanges>;

export const GatePolicyView = z.object({
  ...GatePolicy.shape,
  /** Rises with every change; 0 while nobody has changed the defaults. */
  version: z.number().int(),
  updated_at: Instant.nullable(),
});
export type GatePolicyView = z.infer<typeof GatePolicyView>;

export const GetGatePolicy = defineRequest({
  subject: 'rpc.deliverability.get-gate-policy.v1',
  request: z.object({ workspace_id: WorkspaceId }),
  response: GatePolicyView,
  refusals: [],
  timeoutMs: 3_000,
});

export const UpdateGatePolicy = defineRequest({
  subject: 'rpc.deliverability.update-gate-policy.v1',
  request: z.object({ workspace_id: WorkspaceId, changes: GatePolicyChanges }),
  response: GatePolicyView,
  refusals: [],
  timeoutMs: 3_000,
});

export const Band = z.enum(['excellent', 'good', 'moderate', 'poor', 'critical']);
export type Band = z.infer<typeof Band>;

/** Null: nothing is known that could be judged. */
const Score = { score: score.nullable(), band: Band.nullable() };
const points = z.number().min(0).max(100).nullable();

/** Of the last seven days. */
const Week = {
  sent: z.number().int(),
  bounced: z.number().int(),
  /** Null while nobody reports complaints. */
  complained: z.number().int().nullable(),
};

const Components = z.object({ authentication: points, reputation: points, list_hygiene: points });

/** The fleet of a workspace. Domains and inboxes are the worst ones, at most 200 of each, worst first. */
export const FleetView = z.object({
  ...Score,
  components: Components,
  ...Week,
  inboxes_total: z.number().int(),
  /** Active inboxes by their warmup stage, 0 to 5. */
  stages: z.array(z.object({ stage: z.number().int().min(0).max(5), inboxes: z.number().int() })),
  domains: z.array(
    z.object({
      domain: z.string(),
      ...Score,
      components: Components,
      ...Week,
      inboxes_total: z.number().int(),
    }),
  ),
  inboxes: z.array(
    z.object({
      sending_account_id: IdOf('ea'),
      email: z.string(),
      status: z.string(),
      stage: z.number().int(),
      score,
      band: Band,
      ...Week,
    }),
  ),
});
export type FleetView = z.infer<typeof FleetView>;

export const GetFleet = defineRequest({
  subject: 'rpc.deliverability.get-fleet.v1',
  request: z.object({ workspace_id: WorkspaceId }),
  response: FleetView,
  refusals: [],
  timeoutMs: 5_000,
});

export const GateVerdict = z.enum(['allowed', 'blocked']);
export type GateVerdict = z.infer<typeof GateVerdict>;

/** One answer of the gate, as it was given. */
export const GateDecisionView = z.object({
  id: IdOf('evt'),
  workspace_id: WorkspaceId,
  type: z.literal('gate_decision'),
  /** Null when the asker did not name one. */
  campaign_id: IdOf('camp').nullable(),
  verdict: GateVerdict,
  blocking_reasons: z.array(BlockingReasonView),
  policy_version: z.number().int(),
  decided_at: Instant,
});
export type GateDecisionView = z.infer<typeof GateDecisionView>;

/** Of the last 90 days. */
export const ListGateDecisions = defineRequest({
  subject: 'rpc.deliverability.list-gate-decisions.v1',
  request: PageQuery.extend({ workspace_id: WorkspaceId, verdict: z.array(GateVerdict).optional() }),
  response: pageOf(GateDecisionView),
  refusals: [],
  timeoutMs: 3_000,
});
