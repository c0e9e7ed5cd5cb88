import { componentsOf, scoreOf, type Standing } from './deliverability-score.js';

export type AuthResult = 'pass' | 'fail' | 'unknown';

type Authentication = Readonly<Record<'spf' | 'dkim' | 'dmarc', AuthResult>>;

export interface HealthRecord
  extends Authentication, Omit<Standing, 'authentication_known' | 'authentication_passed'> {}

/**
 * The score of an account about which nothing is known. It equals the default minimum of a campaign: a new account may
 * send for such a campaign, and its warmup stage keeps cold outreach from it. With 100 it would rank above accounts
 * with a record; with 0 it could never make one.
 */
export const UNPROVEN_SCORE = 70;

/** Whether two states of an account, with the same sends, have the same score. */
export const isScoredAlike = (one: Scored, other: Scored): boolean =>
  (['spf', 'dkim', 'dmarc', 'reputation_reported_at'] as const).every((field) => one[field] === other[field]);

interface Scored extends Authentication {
  readonly reputation_reported_at: Date | null;
}

/** The deliverability score of one sending account, 0 to 100. */
export const healthScore = (record: HealthRecord): number =>
  scoreOf(componentsOf(standingOf(record))) ?? UNPROVEN_SCORE;

export function standingOf({ spf, dkim, dmarc, ...record }: HealthRecord): Standing {
  const known = [spf, dkim, dmarc].filter((result) => result !== 'unknown');
  return {
    ...record,
    authentication_known: known.length,
    authentication_passed: known.filter((result) => result === 'pass').length,
  };
}

/** The score of an account that has not sent anything. */
export const scoreOfNew = (known: Authentication & Pick<HealthRecord, 'reputation'>): number =>
  healthScore({ ...NOTHING_SENT, ...known });

const NOTHING_SENT = {
  sent: 0,
  bounced: 0,
  complained: null,
  placed_inbox: 0,
  placed_spam: 0,
  delivered: 0,
  opened: 0,
  replied: 0,
} as const;
