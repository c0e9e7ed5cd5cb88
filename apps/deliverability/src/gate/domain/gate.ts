import type { BlockingReason, Id } from '#kernel';
import type { Stage } from '../../health/domain/warmup-stage.js';
import { brokenRate } from './broken-rate.js';
import type { GateWarning } from './warnings.js';

export interface GatePolicy {
  readonly min_stage: Stage;
  readonly min_stage_inboxes: number;
  readonly min_fleet_score: number;
  readonly max_bounce_rate: number;
  readonly max_complaint_rate: number;
  /** A rate over fewer sends in seven days does not block. */
  readonly min_sample: number;
  /** `supervised` pauses nothing: it raises an alert. */
  readonly mode: 'automated' | 'supervised';
  /** Rates of a campaign, over 24 hours. */
  readonly auto_pause_min_sample: number;
  readonly auto_pause_max_bounce_rate: number;
  readonly auto_pause_max_complaint_rate: number;
  /** Rates of a sending account, over 24 hours. */
  readonly account_pause_min_sample: number;
  readonly account_pause_max_bounce_rate: number;
  /** Whether accounts below stage 5 have a daily ceiling. */
  readonly warmup_ramp: boolean;
}

export const DEFAULT_POLICY: GatePolicy = {
  min_stage: 3,
  min_stage_inboxes: 20,
  min_fleet_score: 75,
  max_bounce_rate: 0.05,
  max_complaint_rate: 0.001,
  min_sample: 100,
  mode: 'automated',
  auto_pause_min_sample: 50,
  auto_pause_max_bounce_rate: 0.05,
  auto_pause_max_complaint_rate: 0.003,
  account_pause_min_sample: 20,
  account_pause_max_bounce_rate: 0.08,
  warmup_ramp: true,
};

/** Figures of the workspace's fleet, and of the sending accounts that the campaign names. */
export interface GateFacts {
  /** Active accounts of the fleet at the policy's stage or above. */
  readonly stage_accounts: number;
  /** The fleet's messages of the last seven days that were taken or refused for good, and the refused among them. */
  readonly sent: number;
  readonly bounced: number;
  /** Null while nobody reports complaints: an unknown rate does not block. */
  readonly complained: number | null;
  /** Score of the whole fleet; null when no component is known. */
  readonly fleet_score: number | null;
  /** The campaign's accounts that are active, warm, healthy enough, and have capacity left today. */
  readonly eligible_accounts: number;
  /** Domains of the campaign's accounts that fail SPF, DKIM or DMARC; unknown is no failure. */
  readonly failing_domains: readonly string[];
}

/** The figures of a decision, as they are kept. */
export interface DecisionFigures extends Omit<GateFacts, 'failing_domains'> {
  readonly failing_domains: string[];
  readonly policy: GatePolicy;
}

interface GateReason extends BlockingReason {
  readonly code:
    | 'insufficient_stage_inboxes'
    | 'fleet_score_low'
    | 'bounce_rate_high'
    | 'complaint_rate_high'
    | 'no_eligible_inbox'
    | 'authentication_failing';
}

/** The gate's policy of a workspace as it is stored; version 0 is the default. */
export interface VersionedPolicy extends GatePolicy {
  readonly version: number;
  readonly updated_at: Date | null;
}

export interface GateDecision {
  readonly id: Id<'evt'>;
  readonly workspace_id: Id<'ws'>;
  /** Null: the request named no campaign. */
  readonly campaign_id: Id<'camp'> | null;
  readonly verdict: 'allowed' | 'blocked';
  readonly blocking_reasons: GateReason[];
  /** Null, as the facts, in a decision of a version that did not keep them. */
  readonly warnings: GateWarning[] | null;
  readonly facts: DecisionFigures | null;
  readonly policy_version: number;
  readonly decided_at: Date;
}

/** Without what the figures were computed from, and without the version of the policy, which a decision has beside them. */
export function figuresOf(facts: GateFacts, versioned: VersionedPolicy): DecisionFigures {
  const { version: _, updated_at: __, ...policy } = versioned;
  const { stage_accounts, eligible_accounts, fleet_score, sent, bounced, complained, failing_domains } =
    facts;
  return {
    stage_accounts,
    eligible_accounts,
    fleet_score,
    sent,
    bounced,
    complained,
    failing_domains: [...failing_domains],
    policy,
  };
}

/** Every reason against sending, not the first: a user does not have to find them one launch at a time. */
export const blockingReasons = (facts: GateFacts, policy: GatePolicy): GateReason[] =>
  [
    insufficientStageInboxes(facts, policy),
    fleetScoreLow(facts, policy),
    ...ratesHigh(facts, policy),
    noEligibleInbox(facts, policy),
    authenticationFailing(facts),
  ].filter((reason) => reason !== null);

function insufficientStageInboxes({ stage_accounts }: GateFacts, policy: GatePolicy): GateReason | null {
  const { min_stage, min_stage_inboxes } = policy;
  if (stage_accounts >= min_stage_inboxes) return null;

  return {
    code: 'insufficient_stage_inboxes',
    message: `fleet has only ${stage_accounts} stage ${min_stage}+ inboxes; ${min_stage_inboxes} required`,
    actual: stage_accounts,
    required: min_stage_inboxes,
  };
}

function noEligibleInbox({ eligible_accounts }: GateFacts, { min_stage }: GatePolicy): GateReason | null {
  if (eligible_accounts > 0) return null;

  return {
    code: 'no_eligible_inbox',
    message: `no sending account of the campaign is active, at stage ${min_stage}+, healthy enough and has capacity left today; 1 required`,
    actual: 0,
    required: 1,
  };
}

function authenticationFailing({ failing_domains }: GateFacts): GateReason | null {
  if (failing_domains.length === 0) return null;

  return {
    code: 'authentication_failing',
    message: `SPF, DKIM or DMARC fails for ${failing_domains.join(', ')}; 0 failing domains required`,
    actual: failing_domains.length,
    required: 0,
  };
}

function fleetScoreLow({ fleet_score }: GateFacts, { min_fleet_score }: GatePolicy): GateReason | null {
  if (fleet_score === null || fleet_score >= min_fleet_score) return null;

  return {
    code: 'fleet_score_low',
    message: `fleet scores only ${fleet_score}; ${min_fleet_score} required`,
    actual: fleet_score,
    required: min_fleet_score,
  };
}

/** A complaint rate that nobody knows counts as 0. */
function ratesHigh({ sent, bounced, complained }: GateFacts, policy: GatePolicy): GateReason[] {
  const ofFleet = { subject: 'fleet', window: '7 days', sent } as const;
  const minSample = policy.min_sample;
  return [
    ...brokenRate(
      { ...ofFleet, code: 'bounce_rate_high', broken: bounced },
      { minSample, maxRate: policy.max_bounce_rate },
    ),
    ...brokenRate(
      { ...ofFleet, code: 'complaint_rate_high', broken: complained ?? 0 },
      { minSample, maxRate: policy.max_complaint_rate },
    ),
  ];
}
