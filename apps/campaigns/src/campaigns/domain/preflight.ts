import { DomainError, type BlockingReason, type FieldError } from '#kernel';
import { allows, invalidTransition, type Campaign } from './campaign.js';

/** What the neighbours said about a campaign that wants to start or go on. */
export interface Readiness {
  /** The campaign as it was when they were asked: an answer about another version is worth nothing. */
  readonly judgedVersion: number;
  readonly hasEligibleContact: boolean;
  readonly inactiveAccounts: readonly FieldError[];
  /** Empty when the gate allows it, or was not asked. */
  readonly blockingReasons: readonly BlockingReason[];
}

/** What can be said without asking anybody: a wrong state stays a 409 while the gate is down. */
export function requireAskable(campaign: Campaign, action: 'launch' | 'resume'): void {
  if (!allows(campaign.state, action)) throw invalidTransition(campaign, action);
  const { platform } = campaign.settings;
  if (platform === 'native') return;

  throw new DomainError(
    'rejected',
    'platform_not_connected',
    `${platform} is not connected to this workspace`,
  );
}

/** Only cold outreach risks the fleet's reputation. */
export const needsGate = (campaign: Campaign): boolean => campaign.settings.campaign_type === 'cold_outreach';

export function requireReady(campaign: Campaign, readiness: Readiness): void {
  if (readiness.judgedVersion !== campaign.version) {
    throw new DomainError(
      'conflict',
      'invalid_transition',
      `campaign ${campaign.id} was changed while it was being checked`,
      { state: campaign.state.status },
    );
  }
  if (!readiness.hasEligibleContact) {
    throw new DomainError(
      'rejected',
      'empty_filter',
      'contact_filter matches no contact that may be written to',
    );
  }
  if (readiness.inactiveAccounts.length > 0) {
    throw new DomainError('rejected', 'inactive_inbox', 'a sending account of the campaign is not active', {
      errors: readiness.inactiveAccounts,
    });
  }
  if (readiness.blockingReasons.length > 0) {
    throw new DomainError('rejected', 'gate_blocked', readiness.blockingReasons.map(sentence).join('; '), {
      blocking_reasons: readiness.blockingReasons,
    });
  }
}

const sentence = ({ message }: BlockingReason): string => message;
