import { componentsOf, scoreOf } from './deliverability-score.js';

export type AuthResult = 'pass' | 'fail' | 'unknown';

export interface HealthRecord {
  readonly authentication: Readonly<Record<'spf' | 'dkim' | 'dmarc', AuthResult>>;
  /** 0 to 100; null when nobody knows. */
  readonly reputation: number | null;
  /** Over the last seven days. */
  readonly sent: number;
  readonly bounced: number;
  /** Null while nobody reports complaints. */
  readonly complained: number | null;
}

/**
 * The score of an inbox of which nothing is known at all. It is what a campaign asks for by default: a new inbox may
 * send for a campaign that asks for no more, and cold outreach is kept from it by its warmup stage. 100 would trust
 * it more than an inbox with a record, 0 would keep it from ever making one.
 */
export const UNPROVEN_SCORE = 70;

/** The deliverability score of one inbox, 0 to 100. */
export function healthScore({ authentication: { spf, dkim, dmarc }, ...record }: HealthRecord): number {
  const known = [spf, dkim, dmarc].filter((result) => result !== 'unknown');
  const components = componentsOf({
    ...record,
    authenticationKnown: known.length,
    authenticationPassed: known.filter((result) => result === 'pass').length,
  });
  return scoreOf(components) ?? UNPROVEN_SCORE;
}
