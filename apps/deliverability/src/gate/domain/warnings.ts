const DAY_MS = 86_400_000;
const YOUNG_DAYS = 30;

const DAYS = [
  { day: 6, name: 'Saturday' },
  { day: 7, name: 'Sunday' },
] as const;

/** A domain of the campaign's accounts. */
export interface DomainFacts {
  readonly domain: string;
  /** When its first account was added, or began its warmup elsewhere. */
  readonly first_seen_at: Date;
  /** Null: it has none, or nobody knows. */
  readonly dmarc_policy: string | null;
}

/** Facts about a campaign that advise against sending and forbid nothing. An absent one warns of nothing. */
export interface WarningFacts {
  readonly domains: readonly DomainFacts[];
  /** Domains of which SPF, DKIM or DMARC is not known. */
  readonly unknown_domains: readonly string[];
  /** Whether opens or clicks are tracked. */
  readonly tracks_recipients?: boolean | undefined;
  /** Whether the workspace has a verified tracking domain of its own. */
  readonly has_tracking_domain?: boolean | undefined;
  /** ISO days. */
  readonly send_days?: readonly number[] | undefined;
}

export interface GateWarning {
  readonly code:
    'young_domain' | 'dmarc_policy_none' | 'authentication_unknown' | 'no_tracking_domain' | 'weekend_window';
  readonly message: string;
}

export const warningsOf = (facts: WarningFacts, now: Date): GateWarning[] =>
  [
    youngDomain(facts, now),
    dmarcPolicyNone(facts),
    authenticationUnknown(facts),
    noTrackingDomain(facts),
    weekendWindow(facts),
  ].filter((warning) => warning !== null);

function youngDomain({ domains }: WarningFacts, now: Date): GateWarning | null {
  const young = domains
    .map(({ domain, first_seen_at }) => ({ domain, days: daysSince(first_seen_at, now) }))
    .filter(({ days }) => days < YOUNG_DAYS);
  if (young.length === 0) return null;

  const ages = young.map(({ domain, days }) => `${domain} (${days} days)`).join(', ');
  return {
    code: 'young_domain',
    message: `receivers distrust a domain in its first ${YOUNG_DAYS} days: ${ages}`,
  };
}

function dmarcPolicyNone({ domains }: WarningFacts): GateWarning | null {
  const open = domains.filter(({ dmarc_policy }) => dmarc_policy === 'none').map(({ domain }) => domain);
  if (open.length === 0) return null;

  return {
    code: 'dmarc_policy_none',
    message: `the DMARC policy of ${open.join(', ')} is none: receivers do nothing about forged messages`,
  };
}

function authenticationUnknown({ unknown_domains }: WarningFacts): GateWarning | null {
  if (unknown_domains.length === 0) return null;

  return {
    code: 'authentication_unknown',
    message: `SPF, DKIM or DMARC is not known of ${unknown_domains.join(', ')}`,
  };
}

function noTrackingDomain({ tracks_recipients, has_tracking_domain }: WarningFacts): GateWarning | null {
  if (tracks_recipients !== true || has_tracking_domain !== false) return null;

  return {
    code: 'no_tracking_domain',
    message:
      'opens or clicks are tracked, and the workspace has no verified tracking domain: its links have a host that others use too',
  };
}

function weekendWindow({ send_days = [] }: WarningFacts): GateWarning | null {
  const days = DAYS.filter(({ day }) => send_days.includes(day)).map(({ name }) => name);
  if (days.length === 0) return null;

  return {
    code: 'weekend_window',
    message: `the schedule sends on ${days.join(' and ')}, when few people read business email`,
  };
}

const daysSince = (at: Date, now: Date): number => Math.floor((now.getTime() - at.getTime()) / DAY_MS);
