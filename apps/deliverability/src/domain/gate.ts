import type { BlockingReason } from '#kernel';
import type { Stage } from './warmup-stage.js';

export interface GatePolicy {
  readonly minStage: Stage;
  readonly minStageInboxes: number;
  readonly maxBounceRate: number;
  /** Sends in seven days from which the bounce rate says something. */
  readonly minSample: number;
}

export const DEFAULT_POLICY: GatePolicy = {
  minStage: 3,
  minStageInboxes: 20,
  maxBounceRate: 0.05,
  minSample: 100,
};

/** What is known of the workspace's fleet, and of the inboxes that the campaign names. */
export interface GateFacts {
  /** Active inboxes of the fleet at the policy's stage or above. */
  readonly stageInboxes: number;
  /** The fleet's messages of the last seven days that were taken or refused for good, and the refused among them. */
  readonly sent: number;
  readonly bounced: number;
  /** The campaign's inboxes that are active, warm, healthy enough, and have capacity left today. */
  readonly eligibleInboxes: number;
  /** Domains of the campaign's inboxes that fail SPF, DKIM or DMARC; unknown is no failure. */
  readonly failingDomains: readonly string[];
}

interface GateReason extends BlockingReason {
  readonly code:
    'insufficient_stage_inboxes' | 'no_eligible_inbox' | 'authentication_failing' | 'bounce_rate_high';
}

/** Every reason against sending, not the first: nobody should have to find them one launch at a time. */
export const blockingReasons = (facts: GateFacts, policy: GatePolicy): GateReason[] =>
  [
    insufficientStageInboxes(facts, policy),
    noEligibleInbox(facts, policy),
    authenticationFailing(facts),
    bounceRateHigh(facts, policy),
  ].filter((reason) => reason !== null);

function insufficientStageInboxes({ stageInboxes }: GateFacts, policy: GatePolicy): GateReason | null {
  const { minStage, minStageInboxes } = policy;
  if (stageInboxes >= minStageInboxes) return null;

  return {
    code: 'insufficient_stage_inboxes',
    message: `fleet has only ${stageInboxes} stage ${minStage}+ inboxes; ${minStageInboxes} required`,
    actual: stageInboxes,
    required: minStageInboxes,
  };
}

function noEligibleInbox({ eligibleInboxes }: GateFacts, { minStage }: GatePolicy): GateReason | null {
  if (eligibleInboxes > 0) return null;

  return {
    code: 'no_eligible_inbox',
    message: `no inbox of the campaign is active, at stage ${minStage}+, healthy enough and has capacity left today; 1 required`,
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

function bounceRateHigh({ sent, bounced }: GateFacts, policy: GatePolicy): GateReason | null {
  const { maxBounceRate, minSample } = policy;
  if (sent < minSample || bounced / sent <= maxBounceRate) return null;

  return {
    code: 'bounce_rate_high',
    message: `fleet bounced ${percent(bounced / sent)} of ${sent} messages in 7 days; at most ${percent(maxBounceRate)} allowed`,
    actual: Number((bounced / sent).toFixed(4)),
    required: maxBounceRate,
  };
}

const percent = (share: number): string => `${Number((share * 100).toFixed(2))} %`;
