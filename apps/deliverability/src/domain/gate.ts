import type { BlockingReason } from '#kernel';
import type { Stage } from './warmup-stage.js';

export interface GatePolicy {
  readonly min_stage: Stage;
  readonly min_stage_inboxes: number;
  readonly min_fleet_score: number;
  readonly max_bounce_rate: number;
  readonly max_complaint_rate: number;
  /** Sends in seven days from which a rate says something. */
  readonly min_sample: number;
}

export const DEFAULT_POLICY: GatePolicy = {
  min_stage: 3,
  min_stage_inboxes: 20,
  min_fleet_score: 75,
  max_bounce_rate: 0.05,
  max_complaint_rate: 0.001,
  min_sample: 100,
};

/** What is known of the workspace's fleet, and of the inboxes that the campaign names. */
export interface GateFacts {
  /** Active inboxes of the fleet at the policy's stage or above. */
  readonly stageInboxes: number;
  /** The fleet's messages of the last seven days that were taken or refused for good, and the refused among them. */
  readonly sent: number;
  readonly bounced: number;
  /** Null while nobody reports complaints: what is not known does not block. */
  readonly complained: number | null;
  /** Of the whole fleet; null when nothing is known that could be judged. */
  readonly fleetScore: number | null;
  /** The campaign's inboxes that are active, warm, healthy enough, and have capacity left today. */
  readonly eligibleInboxes: number;
  /** Domains of the campaign's inboxes that fail SPF, DKIM or DMARC; unknown is no failure. */
  readonly failingDomains: readonly string[];
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

/** Every reason against sending, not the first: nobody should have to find them one launch at a time. */
export const blockingReasons = (facts: GateFacts, policy: GatePolicy): GateReason[] =>
  [
    insufficientStageInboxes(facts, policy),
    fleetScoreLow(facts, policy),
    bounceRateHigh(facts, policy),
    complaintRateHigh(facts, policy),
    noEligibleInbox(facts, policy),
    authenticationFailing(facts),
  ].filter((reason) => reason !== null);

function insufficientStageInboxes({ stageInboxes }: GateFacts, policy: GatePolicy): GateReason | null {
  const { min_stage, min_stage_inboxes } = policy;
  if (stageInboxes >= min_stage_inboxes) return null;

  return {
    code: 'insufficient_stage_inboxes',
    message: `fleet has only ${stageInboxes} stage ${min_stage}+ inboxes; ${min_stage_inboxes} required`,
    actual: stageInboxes,
    required: min_stage_inboxes,
  };
}

function noEligibleInbox({ eligibleInboxes }: GateFacts, { min_stage }: GatePolicy): GateReason | null {
  if (eligibleInboxes > 0) return null;

  return {
    code: 'no_eligible_inbox',
    message: `no inbox of the campaign is active, at stage ${min_stage}+, healthy enough and has capacity left today; 1 required`,
    actual: 0,
    required: 1,
  };
}

function authenticationFailing({ failingDomains }: GateFacts): GateReason | null {
  if (failingDomains.length === 0) return null;

  return {
    code: 'authentication_failing',
    message: `SPF, DKIM or DMARC fails for ${failingDomains.join(', ')}; 0 failing domains required`,
    actual: failingDomains.length,
    required: 0,
  };
}

function fleetScoreLow({ fleetScore }: GateFacts, { min_fleet_score }: GatePolicy): GateReason | null {
  if (fleetScore === null || fleetScore >= min_fleet_score) return null;

  return {
    code: 'fleet_score_low',
    message: `fleet scores only ${fleetScore}; ${min_fleet_score} required`,
    actual: fleetScore,
    required: min_fleet_score,
  };
}

const bounceRateHigh = ({ sent, bounced }: GateFacts, { max_bounce_rate, min_sample }: GatePolicy) =>
  rateHigh('bounce_rate_high', {
    verb: 'bounced',
    count: bounced,
    sent,
    allowed: max_bounce_rate,
    min_sample,
  });

const complaintRateHigh = ({ sent, complained }: GateFacts, policy: GatePolicy) =>
  rateHigh('complaint_rate_high', {
    verb: 'drew complaints on',
    count: complained ?? 0,
    sent,
    allowed: policy.max_complaint_rate,
    min_sample: policy.min_sample,
  });

interface Rate {
  readonly verb: string;
  readonly count: number;
  readonly sent: number;
  readonly allowed: number;
  readonly min_sample: number;
}

function rateHigh(
  code: GateReason['code'],
  { verb, count, sent, allowed, min_sample }: Rate,
): GateReason | null {
  if (sent < min_sample || count / sent <= allowed) return null;

  return {
    code,
    message: `fleet ${verb} ${percent(count / sent)} of ${sent} messages in 7 days; at most ${percent(allowed)} allowed`,
    actual: Number((count / sent).toFixed(4)),
    required: allowed,
  };
}

const percent = (share: number): string => `${Number((share * 100).toFixed(2))} %`;
