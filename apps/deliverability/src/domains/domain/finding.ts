import type { AuthResult } from '../../health/domain/health-score.js';

export interface DnsText {
  readonly name: string;
  readonly value: string;
}

/** The judgement about SPF, DKIM or DMARC of a domain, from answers of the DNS. */
export interface Finding {
  readonly result: AuthResult;
  readonly records: readonly DnsText[];
  /** Why it fails, or why nobody can know. */
  readonly problem: string | null;
  /** It passes, and receivers still hold it against the domain. */
  readonly warning: string | null;
  /** The record that would pass. */
  readonly publish: DnsText | null;
}

/** Passes, unless told otherwise. */
export const finding = (parts: Partial<Finding>): Finding => ({
  result: 'pass',
  records: [],
  problem: null,
  warning: null,
  publish: null,
  ...parts,
});

const RANK = { pass: 0, unknown: 1, fail: 2 } as const;

/** The one that matters for the domain, of the findings for its accounts: a failing one, else one that is not known. */
export const worstOf = (findings: readonly Finding[]): Finding | undefined =>
  findings.toSorted((a, b) => RANK[b.result] - RANK[a.result])[0];

/**
 * Texts of records at a name, in the order of the answer. Undefined: there was no answer, which says nothing. Empty: no
 * such record, or no such name.
 */
export type Texts = readonly string[] | undefined;

/** A text from a foreign zone, as it can be stored and shown: without control characters, and not longer than a record needs. */
export const shown = (text: string): string => text.replace(/[\p{Cc}\p{Cs}]/gu, '\uFFFD').slice(0, MAX_SHOWN);
const MAX_SHOWN = 4_000;
