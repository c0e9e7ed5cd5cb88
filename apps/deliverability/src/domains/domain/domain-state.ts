import { MECHANISMS, type Mechanism } from '../../accounts/domain/sending-account.js';
import type { AuthResult } from '../../health/domain/health-score.js';
import type { DmarcFinding, DmarcPolicy } from './dmarc-finding.js';
import type { DomainProfile } from './domain-profile.js';
import { finding, worstOf, type Finding } from './finding.js';

const HOUR_MS = 3_600_000;

/** A last answer counts for so long while name servers are silent: an outage of theirs changes no account at once. */
const KEPT_MS = 72 * HOUR_MS;

/** A finding as it is stored: with the time of the answers, or null when there were none. */
export type KnownFinding = Finding & {
  readonly known_at: string | null;
  readonly policy?: DmarcPolicy | null;
};
export type Findings = Readonly<Partial<Record<Mechanism, KnownFinding>>>;

/** The findings of one check for the accounts of one kind. Undefined: a name server did not answer. */
export interface ProfileFindings {
  readonly profile: DomainProfile;
  readonly spf: Finding | undefined;
  readonly dkim: Finding | undefined;
  readonly dmarc: DmarcFinding | undefined;
}

/** New results of the accounts of one kind; null: the result stays, as somebody reported it or an earlier check found. */
export type AccountResults = Pick<DomainProfile, 'provider' | 'dkim_selectors'> &
  Readonly<Record<Mechanism, AuthResult | null>>;

/** A mechanism that began to fail, or that fails no more. */
export interface Turn {
  readonly mechanism: Mechanism;
  readonly result: AuthResult;
  readonly problem: string | null;
}

export interface CheckedDomain {
  readonly findings: Findings;
  readonly isAnswered: boolean;
  readonly accounts: readonly AccountResults[];
  readonly turns: readonly Turn[];
}

/** The state of a domain after a check of all kinds of accounts that it has. */
export function afterCheck(before: Findings, checked: readonly ProfileFindings[], now: Date): CheckedDomain {
  const findings = Object.fromEntries(
    MECHANISMS.map((mechanism) => [mechanism, findingAfter(before[mechanism], checked, mechanism, now)]),
  );
  return {
    findings,
    isAnswered: checked.every((each) => MECHANISMS.every((mechanism) => each[mechanism] !== undefined)),
    accounts: checked.map((each) => resultsFor(each, before, now)),
    turns: turnsOf(before, findings),
  };
}

function findingAfter(
  before: KnownFinding | undefined,
  checked: readonly ProfileFindings[],
  mechanism: Mechanism,
  now: Date,
): KnownFinding {
  const found = checked.map((each) => each[mechanism]).filter((each) => each !== undefined);
  const worst = worstOf(found);
  if (worst !== undefined && found.length === checked.length)
    return { ...worst, known_at: now.toISOString() };
  return before !== undefined && isKept(before, now) ? before : SILENT;
}

const SILENT: KnownFinding = {
  ...finding({ result: 'unknown', problem: 'no name server answered' }),
  known_at: null,
};

const isKept = ({ known_at }: KnownFinding, now: Date): boolean =>
  known_at !== null && now.getTime() - Date.parse(known_at) < KEPT_MS;

function resultsFor(checked: ProfileFindings, before: Findings, now: Date): AccountResults {
  const { provider, dkim_selectors } = checked.profile;
  const result = (mechanism: Mechanism) => resultAfter(before[mechanism], checked[mechanism], now);
  return { provider, dkim_selectors, spf: result('spf'), dkim: result('dkim'), dmarc: result('dmarc') };
}

/** A result that the DNS does not know replaces one that it knew before, and never one that was reported. */
function resultAfter(
  before: KnownFinding | undefined,
  found: Finding | undefined,
  now: Date,
): AuthResult | null {
  if (found !== undefined && found.result !== 'unknown') return found.result;
  const wasKnown = before !== undefined && before.result !== 'unknown';
  if (!wasKnown || (found === undefined && isKept(before, now))) return null;
  return 'unknown';
}

const turnsOf = (before: Findings, after: Findings): Turn[] =>
  MECHANISMS.flatMap((mechanism) => {
    const { result = 'unknown', problem = null } = after[mechanism] ?? {};
    const isTurn = (result === 'fail') !== (before[mechanism]?.result === 'fail');
    return isTurn ? [{ mechanism, result, problem }] : [];
  });

/**
 * The time until the next check: a day at most where all is well, an hour where something fails or did not answer.
 * `jitter` from 0 to 1 spreads the domains of a fleet over the day.
 */
export function nextCheckInMs({ findings, isAnswered }: CheckedDomain, jitter: number): number {
  const isFailing = MECHANISMS.some((mechanism) => findings[mechanism]?.result === 'fail');
  return isAnswered && !isFailing ? HOUR_MS * (24 - 6 * jitter) : HOUR_MS * (1 + jitter / 4);
}
