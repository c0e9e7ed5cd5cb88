import type { CampaignWindow } from '#kernel';

/** One sending account that may send for the campaign today. */
export interface AccountFacts {
  readonly used: number;
  /** The least of its own daily limit and the ceiling of its warmup stage. */
  readonly limit: number;
  readonly resets_at: Date;
  /** When its smart time gap is over. */
  readonly next_at: Date;
  /** The end of its rest, where it is over the quota of its server; in the past otherwise. */
  readonly rests_until: Date;
}

export interface PacedAccount extends AccountFacts {
  readonly own_limit: number;
}

/** An account that may not send now, and the follow-ups that only it may send. */
export interface StuckAccount {
  readonly email: string;
  readonly sends: number;
}

/** All that a pacing report follows from. */
export interface PacingFacts extends CampaignWindow {
  readonly held: boolean;
  /** A platform sends: the limits and gaps of accounts count there. */
  readonly delegated: boolean;
  readonly smart_time_gaps: boolean;
  readonly used: number;
  readonly limit: number;
  readonly resets_at: Date;
  /** The active and healthy accounts of the campaign. */
  readonly accounts: readonly PacedAccount[];
  readonly stuck: readonly StuckAccount[];
  readonly due: number;
  readonly waiting: number;
  readonly next_due_at: Date | null;
}

export type LimitName = 'campaign_daily_limit' | 'account_daily_limit' | 'warmup_ramp';

export const left = ({ used, limit }: { used: number; limit: number }): number => Math.max(0, limit - used);
export const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
export const latest = (dates: readonly Date[]): Date => new Date(Math.max(...dates.map(Number)));
export const earliest = (dates: readonly Date[]): Date => new Date(Math.min(...dates.map(Number)));

export const isRamped = ({ limit, own_limit }: PacedAccount): boolean => limit < own_limit;

/** Without the ramp these accounts could send more, or each of them has only its own limit. */
export const limitOf = (accounts: readonly PacedAccount[]): LimitName =>
  accounts.some((account) => isRamped(account) && account.used < account.own_limit)
    ? 'warmup_ramp'
    : 'account_daily_limit';

export const restOver = ({ rests_until }: AccountFacts, at: Date): boolean => rests_until <= at;

/** The accounts that do not rest and have something left. */
export const free = ({ accounts }: PacingFacts, now: Date): PacedAccount[] =>
  accounts.filter((account) => left(account) > 0 && restOver(account, now));
