import { DomainError, type BlockingReason, type FieldError } from '#kernel';
import { allows, invalidTransition, type Campaign } from './campaign.js';

/** The answers of the other services about a launch or a resume. */
export interface Preflight {
  /** The campaign's version that they answered about: an answer about another version is worth nothing. */
  readonly checkedVersion: number;
  readonly hasEligibleContact: boolean;
  readonly inactiveAccounts: readonly FieldError[];
  /** Why the accounts cannot warm up together; empty where they need not. */
  readonly warmupReasons: readonly BlockingReason[];
  /** Accounts of a warmup whose mailbox is not read. */
  readonly withoutMailbox: readonly FieldError[];
  /** The places of messages without an unsubscribe link, in words: see `FindMessagesWithoutUnsubscribeLink`. */
  readonly withoutUnsubscribeLink: readonly string[];
  /** Why its platform cannot send it; empty for a native campaign. */
  readonly platformReasons: readonly BlockingReason[];
  /** Empty when the gate allows it, or was not needed. */
  readonly blockingReasons: readonly BlockingReason[];
}

/** The part that needs no other service: a wrong state stays a 409 while the gate is down. */
export function assertStartable(campaign: Campaign, action: 'launch' | 'resume'): void {
  if (!allows(campaign.state, action)) throw invalidTransition(campaign, action);
}

/** Only cold outreach risks the fleet's reputation. */
export const needsGate = (campaign: Campaign): boolean => campaign.settings.campaign_type === 'cold_outreach';

/** Refuses a launch with every reason against it. The code is the one of the first reason. */
export function assertPassed(campaign: Campaign, preflight: Preflight): void {
  if (preflight.checkedVersion !== campaign.version) {
    throw new DomainError(
      'conflict',
      'invalid_transition',
      `campaign ${campaign.id} was changed while it was being checked`,
      { state: campaign.state.status },
    );
  }
  const ours = ownReasons(preflight);
  const reasons = [...ours, ...preflight.blockingReasons];
  if (reasons.length === 0) return;

  const errors = [...preflight.inactiveAccounts, ...preflight.withoutMailbox];
  throw new DomainError(
    'rejected',
    ours[0]?.code ?? 'gate_blocked',
    reasons.map(({ message }) => message).join('; '),
    { blocking_reasons: reasons, ...(errors.length > 0 && { errors }) },
  );
}

/** The reasons that are not the gate's. */
function ownReasons(preflight: Preflight): BlockingReason[] {
  const { hasEligibleContact, inactiveAccounts, withoutUnsubscribeLink } = preflight;
  const reasons = [...preflight.platformReasons];
  if (!hasEligibleContact) {
    const message = 'contact_filter matches no contact that may be written to';
    reasons.push({ code: 'empty_filter', message });
  }
  if (inactiveAccounts.length > 0) {
    const message = `sending accounts of the campaign are not active: ${inactiveAccounts.length}`;
    reasons.push({ code: 'inactive_inbox', message, actual: inactiveAccounts.length, required: 0 });
  }
  reasons.push(...preflight.warmupReasons);
  if (withoutUnsubscribeLink.length > 0)
    reasons.push({ code: 'no_unsubscribe_link', message: noUnsubscribeLink(withoutUnsubscribeLink) });
  return reasons;
}

/** A recipient must be able to unsubscribe (RFC 8058 covers the headers, which not every mail program shows; CAN-SPAM the text). */
const noUnsubscribeLink = (withoutUnsubscribeLink: readonly string[]): string =>
  `no {{ unsubscribe_url }} in ${withoutUnsubscribeLink.join('; ')}, and none in the footer of the workspace: add it to one of them`;

/** A verdict of the gate about a campaign that will never start again would promise something. */
export function overReasons({ state }: Campaign) {
  if (state.status !== 'archived' && state.status !== 'completed') return [];
  return [
    { code: 'campaign_is_over' as const, message: `the campaign is ${state.status} and cannot send again` },
  ];
}
