import { componentsOf, scoreOf } from './deliverability-score.js';

export type AuthResult = 'pass' | 'fail' | 'unknown';

interface Reputation extends Readonly<Record<'spf' | 'dkim' | 'dmarc', AuthResult>> {
  /** 0 to 100; null when nobody knows. */
  readonly reputation: number | null;
}

export interface HealthRecord extends Reputation {
  /** Over the last seven days. */
  readonly sent: number;
  readonly bounced: number;
  /** Null while nobody reports complaints. */
  readonly complained: number | null;
}

/**
 * The score of an account about which nothing is known. It equals the default minimum of a campaign: a new account may
 * send for such a campaign, and its warmup stage keeps cold outreach from it. With 100 it would rank above accounts
 * with a record; with 0 it could never make one.
 */
export const UNPROVEN_SCORE = 70;

/** Whether two states of an account, with the same sends, have the same score. */
export const isScoredAlike = (one: Reputation, other: Reputation): boolean =>
  (['spf', 'dkim', 'dmarc', 'reputation'] as const).every((field) => one[field] === other[field]);

/** The deliverability score of one sending account, 0 to 100. */
export function healthScore({ spf, dkim, dmarc, ...record }: HealthRecord): number {
  const known = [spf, dkim, dmarc].filter((result) => result !== 'unknown');
  const components = componentsOf({
    ...record,
    authentication_known: known.length,
    authentication_passed: known.filter((result) => result === 'pass').length,
  });
  return scoreOf(components) ?? UNPROVEN_SCORE;
}
