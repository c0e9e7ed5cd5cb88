import { z } from 'zod';
import { defineRequest } from './define.js';
import { Band, points, score, Windows } from './deliverability-figures.js';
import { changesOf, Instant } from './fields.js';
import { BlockingReasonView, GateWarningView } from './gate.js';
import { IdOf, WorkspaceId } from './ids.js';
import { pageOf, PageQuery } from './paging.js';

const share = z.number().min(0).max(1).meta({
  description: 'The share of the messages of seven days, as a fraction from 0 to 1.',
});
/** A limit of 0 would pause at the first bounce, and one of 1 never. */
const pausingShare = z.number().gt(0).lt(1);
const sample = z.number().int().min(1).max(1_000_000);

/** How a workspace answers figures that call for a pause. */
export const AutoPauseMode = z.enum(['automated', 'supervised']);
export type AutoPauseMode = z.infer<typeof AutoPauseMode>;

/** The conditions of the gate for a workspace's fleet, and those of pauses and of the warmup ramp. */
export const GatePolicy = z.strictObject({
  min_stage: z
    .literal([0, 1, 2, 3, 4, 5])
    .meta({ type: 'integer', description: 'The warmup stage from which a sending account counts.' }),
  min_stage_inboxes: z.number().int().min(0).max(100_000).meta({
    description: 'Active sending accounts of that stage or a later one.',
  }),
  min_fleet_score: score.meta({ description: 'From 0 to 100.' }),
  max_bounce_rate: share,
  max_complaint_rate: share,
  min_sample: z.number().int().min(1).max(1_000_000).meta({
    description: 'Messages in seven days from which rates are checked.',
  }),
  mode: AutoPauseMode.meta({
    description:
      '`automated` pauses campaigns and sending accounts whose rates are too high; `supervised` only raises an alert.',
  }),
  auto_pause_min_sample: sample.meta({
    description: 'Messages of a campaign in 24 hours from which its rates are checked.',
  }),
  auto_pause_max_bounce_rate: pausingShare.meta({
    description: 'A campaign with a higher share of bounces in 24 hours is paused.',
  }),
  auto_pause_max_complaint_rate: pausingShare.meta({
    description: 'A campaign with a higher share of complaints in 24 hours is paused.',
  }),
  account_pause_min_sample: sample.meta({
    description: 'Messages of a sending account in 24 hours from which its bounces are checked.',
  }),
  account_pause_max_bounce_rate: pausingShare.meta({
    description: 'A sending account with a higher share of bounces in 24 hours is paused.',
  }),
  warmup_ramp: z.boolean().meta({
    description: 'Whether a sending account below stage 5 has a daily ceiling by its warmup stage.',
  }),
});
export type GatePolicy = z.infer<typeof GatePolicy>;

/** At least one field; what is absent stays. */
export const GatePolicyChanges = changesOf(GatePolicy);
export type GatePolicyChanges = z.infer<typeof GatePolicyChanges>;

const { shape } = GatePolicy;

/** Answers of earlier versions have no fields of pauses and of the ramp. */
export const GatePolicyView = z.object({
  ...shape,
  mode: shape.mode.optional(),
  auto_pause_min_sample: shape.auto_pause_min_sample.optional(),
  auto_pause_max_bounce_rate: shape.auto_pause_max_bounce_rate.optional(),
  auto_pause_max_complaint_rate: shape.auto_pause_max_complaint_rate.optional(),
  account_pause_min_sample: shape.account_pause_min_sample.optional(),
  account_pause_max_bounce_rate: shape.account_pause_max_bounce_rate.optional(),
  warmup_ramp: shape.warmup_ramp.optional(),
  version: z.number().int().meta({
    description: 'Rises with every change; 0 while nobody has changed the defaults.',
  }),
  updated_at: Instant.nullable(),
});
export type GatePolicyView = z.infer<typeof GatePolicyView>;

export const GetGatePolicy = defineRequest({
  subject: 'rpc.deliverability.get-gate-policy.v1',
  request: z.object({ workspace_id: WorkspaceId }),
  response: GatePolicyView,
});

export const UpdateGatePolicy = defineRequest({
  subject: 'rpc.deliverability.update-gate-policy.v1',
  request: z.object({ workspace_id: WorkspaceId, changes: GatePolicyChanges }),
  response: GatePolicyView,
});

const Score = {
  score: score
    .nullable()
    .meta({ description: 'From 0 to 100; null while there is nothing to compute it from.' }),
  band: Band.nullable(),
};

const Week = {
  sent: z.number().int().meta({ description: 'Messages of the last seven days; the two below likewise.' }),
  bounced: z.number().int(),
  complained: z.number().int().nullable().meta({ description: 'Null while no complaints are reported.' }),
};

/** Each from 0 to 100, and null while it cannot be computed. */
export const ScoreComponents = z.object({
  authentication: points,
  reputation: points,
  list_hygiene: points,
  /** Absent in answers of earlier versions, as is the next one. */
  inbox_placement: points.optional().meta({ description: 'By the warmup messages of 30 days.' }),
  engagement: points.optional().meta({ description: 'By the opens and replies of 30 days.' }),
});

export const FleetDomain = z.object({
  domain: z.string(),
  ...Score,
  components: ScoreComponents,
  ...Week,
  windows: Windows.optional(),
  inboxes_total: z.number().int(),
});

export const FleetAccount = z.object({
  sending_account_id: IdOf('ea'),
  email: z.string(),
  status: z.string(),
  stage: z.number().int().meta({ description: 'The warmup stage, from 0 to 5.' }),
  score: score.meta({ description: 'From 0 to 100.' }),
  band: Band,
  ...Week,
  windows: Windows.optional(),
});

/** The fleet of a workspace. */
export const FleetView = z.object({
  ...Score,
  components: ScoreComponents,
  ...Week,
  windows: Windows.optional(),
  inboxes_total: z.number().int(),
  stages: z
    .array(z.object({ stage: z.number().int().min(0).max(5), inboxes: z.number().int() }))
    .meta({ description: 'Active sending accounts by their warmup stage.' }),
  domains: z.array(FleetDomain).meta({ description: 'Worst first, at most 200.' }),
  inboxes: z.array(FleetAccount).meta({ description: 'Worst first, at most 200.' }),
});
export type FleetView = z.infer<typeof FleetView>;

export const GetFleet = defineRequest({
  subject: 'rpc.deliverability.get-fleet.v1',
  request: z.object({ workspace_id: WorkspaceId }),
  response: FleetView,
  timeoutMs: 5_000,
});

export const GateVerdict = z.enum(['allowed', 'blocked']);
export type GateVerdict = z.infer<typeof GateVerdict>;

/** The figures of a decision, and the policy that they were compared with. */
export const GateFigures = z.object({
  stage_accounts: z.number().int().meta({
    description: 'Active sending accounts of the workspace at `policy.min_stage` or a later one.',
  }),
  eligible_accounts: z.number().int().meta({
    description: 'Accounts of the campaign that are active, warm, healthy enough, and have capacity left.',
  }),
  fleet_score: score.nullable(),
  ...Week,
  failing_domains: z.array(z.string()).meta({
    description: 'Domains of the campaign that fail SPF, DKIM or DMARC.',
  }),
  policy: z.object(GatePolicy.shape).partial(),
});
export type GateFigures = z.infer<typeof GateFigures>;

/** One stored verdict of the gate. */
export const GateDecisionView = z.object({
  id: IdOf('evt'),
  workspace_id: WorkspaceId,
  type: z.literal('gate_decision'),
  campaign_id: IdOf('camp').nullable().meta({ description: 'Null when the request named no campaign.' }),
  verdict: GateVerdict,
  blocking_reasons: z.array(BlockingReasonView),
  warnings: z.array(GateWarningView).optional(),
  facts: GateFigures.nullable()
    .optional()
    .meta({ description: 'Null for a decision of a version that did not keep them.' }),
  policy_version: z.number().int().meta({ description: 'The version of the policy that was applied.' }),
  decided_at: Instant,
});
export type GateDecisionView = z.infer<typeof GateDecisionView>;

/** The decisions of the last 90 days. */
export const ListGateDecisions = defineRequest({
  subject: 'rpc.deliverability.list-gate-decisions.v1',
  request: PageQuery.extend({
    workspace_id: WorkspaceId,
    verdict: z.array(GateVerdict).optional(),
    campaign_id: z.array(IdOf('camp')).optional(),
  }),
  response: pageOf(GateDecisionView),
});

export const GetGateDecision = defineRequest({
  subject: 'rpc.deliverability.get-gate-decision.v1',
  request: z.object({ workspace_id: WorkspaceId, decision_id: IdOf('evt') }),
  response: GateDecisionView,
  refusals: ['not_found'],
});
