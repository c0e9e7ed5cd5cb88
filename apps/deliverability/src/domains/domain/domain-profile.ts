import type { MailProvider } from '../../accounts/domain/oauth.js';

/** Accounts of a domain that are judged alike. */
export interface DomainProfile {
  /** `smtp` for accounts of outside platforms too: nobody knows the servers behind them. */
  readonly provider: MailProvider;
  /** Those that somebody named, in order; none: the usual ones are tried. */
  readonly dkim_selectors: readonly string[];
  /** The SMTP server of one of them, for the record to publish; null: it is not known. */
  readonly smtp_host: string | null;
}

/** Where nobody named selectors. The last list has those that common servers and relays propose. */
const USUAL_SELECTORS = {
  gmail: ['google'],
  microsoft365: ['selector1', 'selector2'],
  smtp: ['default', 'dkim', 'mail', 's1', 's2', 'k1', 'selector1', 'google'],
} as const satisfies Record<MailProvider, readonly string[]>;

export const selectorsOf = ({ provider, dkim_selectors }: DomainProfile): readonly string[] =>
  dkim_selectors.length > 0 ? dkim_selectors : USUAL_SELECTORS[provider];

/** A domain with more costs a foreign zone too many questions; those behind are not known. */
const MAX_SELECTORS = 40;

export const selectorsOfAll = (profiles: readonly DomainProfile[]): string[] =>
  [...new Set(profiles.flatMap(selectorsOf))].slice(0, MAX_SELECTORS);
