import { DomainError, type BlockingReason, type FieldError } from '#kernel';
import { allows, invalidTransition, type Campaign } from './campaign.js';

/** The answers of the other services about a launch or a resume. */
export interface Preflight {
  /** The campaign's version that they answered about: an answer about another version is worth nothing. */
  readonly checkedVersion: number;
  readonly hasEligibleContact: boolean;
  readonly inactiveAccounts: readonly FieldError[];
  /** Empty when the gate allows it, or was not needed. */
  readonly blockingReasons: readonly BlockingReason[];
}

/** The part that needs no other service: a wrong state stays a 409 while the gate is down. */
export function assertLaunchable(campaign: Campaign, action: 'launch' | 'resume'): void {
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

/** Why a launch is refused: the first failed check, in this order. */
export function assertPassed(campaign: Campaign, preflight: Preflight): void {
  if (preflight.checkedVersion !== campaign.version) {
    throw new DomainError(
      'conflict',
      'invalid_transition',
      `campaign ${campaign.id} was changed while it was being checked`,
      { state: campaign.state.status },
    );
  }
  if (!preflight.hasEligibleContact) {
    throw new DomainError(
      'rejected',
      'empty_filter',
      'contact_filter matches no contact that may be written to',
    );
  }
  if (preflight.inactiveAccounts.length > 0) {
    throw new DomainError('rejected', 'inactive_inbox', 'a sending account of the campaign is not active', {
      errors: preflight.inactiveAccounts,
    });
  }
  if (preflight.blockingReasons.length > 0) {
    throw new DomainError('rejected', 'gate_blocked', preflight.blockingReasons.map(sentence).join('; '), {
      blocking_reasons: preflight.blockingReasons,
    });
  }
}

const sentence = ({ message }: BlockingReason): string => message;
