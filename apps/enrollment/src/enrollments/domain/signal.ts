import type { Id } from '#kernel';
import type { End } from './ending.js';
import { companyDomains } from './free-mail.js';
import { backAfter, zoneOfDays, type Postponement } from './postponement.js';

export type Meaning =
  | { readonly kind: 'unsubscribed'; readonly reason: 'unsubscribed' | 'spam_complaint' }
  | { readonly kind: 'replied' }
  | { readonly kind: 'out_of_office'; readonly returns_on: string | null };

/** An act of a contact that changes who gets mail. */
export type Signal = Meaning & Pick<End, 'enrollment_id' | 'workspace_id' | 'at'>;

/** The contact and the campaign of the message that a signal answers. */
export interface SignalFacts extends Pick<End, 'enrollment_id' | 'workspace_id'> {
  readonly campaign_id: Id<'camp'>;
  /** The address that was enrolled. */
  readonly email: string;
  /** The present address, to which messages leave; null for a contact that was erased. */
  readonly contact_email: string | null;
  readonly company_domain: string | null;
  readonly contact_zone: string | null;
  readonly stop_on_reply: boolean;
  readonly stop_on_domain_reply: boolean;
  readonly time_zone: string;
  readonly recipient_time_zone: boolean;
}

/** Everybody of the company is stopped in the campaign. */
export interface RepliedDomain extends Pick<End, 'workspace_id' | 'at'> {
  readonly campaign_id: Id<'camp'>;
  readonly domain: string;
}

export interface Effects {
  readonly ends: readonly End[];
  readonly postponements: readonly Postponement[];
  readonly domains: readonly RepliedDomain[];
}

/** A reply as its event describes it. */
interface Reply {
  readonly intent: string;
  readonly automatic: boolean;
  readonly returns_on: string | null;
}

/**
 * The meaning of a reply; undefined for a program's that says nothing about the contact. The word of the person who corrects
 * an intent counts more than that a program seems to have written the reply.
 */
export function meaningOf(
  reply: Reply,
  { isCorrected }: { readonly isCorrected: boolean },
): Meaning | undefined {
  const { intent, automatic, returns_on } = reply;
  if (intent === 'ooo') return { kind: 'out_of_office', returns_on };
  if (intent === 'bounce') return undefined;
  return !automatic || isCorrected ? { kind: 'replied' } : undefined;
}

const NONE: Effects = { ends: [], postponements: [], domains: [] };

/** A signal ends or postpones, and starts nobody again: so it may be repeated, and come in any order. */
export function effectsOf(signal: Signal, facts: SignalFacts): Effects {
  switch (signal.kind) {
    case 'unsubscribed':
      return { ...NONE, ends: unsubscribed(signal, facts, signal.reason) };
    case 'replied':
      return { ...NONE, ...replied(signal, facts) };
    case 'out_of_office':
      return { ...NONE, postponements: [postponement(signal, facts)] };
  }
}

/**
 * Whatever `stop_on_unsubscribe` says: laws give the contact this right, and no setting takes it. The message may have gone to
 * either address of a contact whose address was changed.
 */
function unsubscribed(signal: Signal, { email, contact_email }: SignalFacts, reason: string): End[] {
  const addresses = new Set([email, contact_email ?? email].map((address) => address.toLowerCase()));
  return [...addresses].map((suppressed_address) => ({
    ...endOf(signal),
    status: 'unsubscribed',
    reason,
    suppressed_address,
  }));
}

const replied = (signal: Signal, facts: SignalFacts): Partial<Effects> => ({
  ends: facts.stop_on_reply ? [{ ...endOf(signal), status: 'replied', reason: 'replied' }] : [],
  domains: facts.stop_on_domain_reply
    ? companyDomains(facts).map((domain) => ({
        campaign_id: facts.campaign_id,
        workspace_id: facts.workspace_id,
        domain,
        at: signal.at,
      }))
    : [],
});

function postponement(signal: Signal & { kind: 'out_of_office' }, facts: SignalFacts): Postponement {
  const { enrollment_id, workspace_id, returns_on, at } = signal;
  return { enrollment_id, workspace_id, until: backAfter(returns_on, at, zoneOfDays(facts)) };
}

const endOf = ({ enrollment_id, workspace_id, at }: Signal) => ({
  enrollment_id,
  workspace_id,
  at,
  awaited_step: null,
  suppressed_address: null,
});
