import type { CampaignWindow } from '#kernel';
import { claimInterval } from './recipient-window.js';

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

interface PacedAccount extends AccountFacts {
  readonly own_limit: number;
}

/** An account that may not send now, and the follow-ups that only it may send. */
export interface StuckAccount {
  readonly email: string;
  readonly sends: number;
}

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

type LimitName = 'campaign_daily_limit' | 'account_daily_limit' | 'warmup_ramp';

export interface Blocker {
  readonly code:
    | LimitName
    | 'campaign_paused'
    | 'outside_window'
    | 'no_eligible_inbox'
    | 'account_resting'
    | 'inactive_inbox'
    | 'gap';
  readonly message: string;
  /** When it ends by itself. */
  readonly until?: string;
}

export interface Limit {
  readonly name: LimitName;
  readonly used: number;
  readonly limit: number;
  readonly resets_at: string;
}

/** The answer of the API. */
export interface Pacing {
  readonly sendable_now: number;
  readonly next_send_at: string | null;
  readonly remaining_today: number;
  readonly binding_limit: LimitName | null;
  readonly blockers: Blocker[];
  readonly limits: Limit[];
}

/** The events of a campaign come before its launch, so an unknown campaign does not send. */
export const UNKNOWN_CAMPAIGN: Pacing = {
  sendable_now: 0,
  next_send_at: null,
  remaining_today: 0,
  binding_limit: null,
  blockers: [{ code: 'campaign_paused', message: 'only an active campaign sends' }],
  limits: [],
};

export const left = ({ used, limit }: { used: number; limit: number }): number => Math.max(0, limit - used);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
export const latest = (dates: readonly Date[]): Date => new Date(Math.max(...dates.map(Number)));
const earliest = (dates: readonly Date[]): Date => new Date(Math.min(...dates.map(Number)));

/**
 * The sends that can leave now and today. Follow-ups count as if any account that may send could send them, so this is
 * an upper bound.
 */
export function pacingOf(facts: PacingFacts, now: Date): Pacing {
  const blockers = blockersOf(facts, now);
  const byCampaign = left(facts);
  const accounts = facts.accounts.filter((account) => restOver(account, account.resets_at));
  const byAccounts = sum(accounts.map(left));
  const remaining = Math.min(byCampaign, byAccounts);
  const tightest = byAccounts < byCampaign ? limitOf(accounts) : 'campaign_daily_limit';

  return {
    sendable_now: blockers.length > 0 ? 0 : Math.min(facts.due, byCampaign, slotsNow(facts, now)),
    next_send_at: nextSendAt(facts, now)?.toISOString() ?? null,
    remaining_today: remaining,
    binding_limit: facts.waiting > remaining && facts.accounts.length > 0 ? tightest : null,
    blockers: [...blockers, ...followUpBlockers(facts, now)],
    limits: limitsOf(facts),
  };
}

const isRamped = ({ limit, own_limit }: PacedAccount): boolean => limit < own_limit;

/** Without the ramp these accounts could send more, or each of them has only its own limit. */
const limitOf = (accounts: readonly PacedAccount[]): LimitName =>
  accounts.some((account) => isRamped(account) && account.used < account.own_limit)
    ? 'warmup_ramp'
    : 'account_daily_limit';

const restOver = ({ rests_until }: AccountFacts, at: Date): boolean => rests_until <= at;

/** The accounts that do not rest and have something left. */
const free = ({ accounts }: PacingFacts, now: Date): PacedAccount[] =>
  accounts.filter((account) => left(account) > 0 && restOver(account, now));

const slotsNow = (facts: PacingFacts, now: Date): number =>
  facts.smart_time_gaps
    ? free(facts, now).filter(({ next_at }) => next_at <= now).length
    : sum(free(facts, now).map(left));

/** Why nothing can leave. */
const blockersOf = (facts: PacingFacts, now: Date): Blocker[] => [
  ...campaignBlockers(facts, now),
  ...accountBlockers(facts, now),
];

/** Why the campaign itself lets nothing leave. */
export function campaignBlockers(facts: PacingFacts, now: Date): Blocker[] {
  const { from } = claimInterval(facts, now);
  const blockers: Blocker[] = [];
  if (facts.held) blockers.push({ code: 'campaign_paused', message: 'only an active campaign sends' });
  if (from > now) blockers.push(until('outside_window', 'the send window is closed', from));
  if (left(facts) === 0) {
    const message = `the campaign has sent ${facts.used} of ${facts.limit} today`;
    blockers.push(until('campaign_daily_limit', message, facts.resets_at));
  }
  return blockers;
}

function accountBlockers(facts: PacingFacts, now: Date): Blocker[] {
  const { accounts, smart_time_gaps } = facts;
  if (accounts.length === 0) {
    const message = 'none of its sending accounts is active and healthy enough';
    return [{ code: 'no_eligible_inbox', message }];
  }
  const awake = accounts.filter((account) => restOver(account, now));
  if (awake.length === 0) return [resting(accounts, accounts.length)];
  const open = free(facts, now);
  if (open.length === 0) {
    const resetsAt = earliest(awake.map((account) => account.resets_at));
    return [until(limitOf(awake), 'every sending account has sent what it may today', resetsAt)];
  }
  const nextAt = earliest(open.map((account) => account.next_at));
  return smart_time_gaps && nextAt > now
    ? [until('gap', 'every sending account waits between two messages', nextAt)]
    : [];
}

/** Why some follow-ups wait while others may leave: they go from the account of their first message and no other. */
function followUpBlockers({ accounts, stuck }: PacingFacts, now: Date): Blocker[] {
  const blockers: Blocker[] = [];
  const atRest = accounts.filter((account) => !restOver(account, now));
  if (atRest.length > 0 && atRest.length < accounts.length) blockers.push(resting(atRest, accounts.length));
  if (stuck.length > 0) blockers.push({ code: 'inactive_inbox', message: stuckMessage(stuck) });
  return blockers;
}

const resting = (atRest: readonly AccountFacts[], all: number): Blocker =>
  until(
    'account_resting',
    `${atRest.length} of ${all} sending accounts have sent what their server allows`,
    earliest(atRest.map(({ rests_until }) => rests_until)),
  );

function stuckMessage(stuck: readonly StuckAccount[]): string {
  const [first, ...others] = stuck;
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  return `${sum(stuck.map(({ sends }) => sends))} follow-ups wait for ${first?.email}${more}: activate the account, or take it out of the campaign`;
}

const until = (code: Blocker['code'], message: string, at: Date): Blocker => ({
  code,
  message,
  until: at.toISOString(),
});

function nextSendAt(facts: PacingFacts, now: Date): Date | null {
  const { held, next_due_at } = facts;
  if (held || next_due_at === null || facts.accounts.length === 0) return null;
  const account = earliest(facts.accounts.map((each) => readyAt(each, facts)));
  const earliestTry = latest([now, next_due_at, account, ...(left(facts) === 0 ? [facts.resets_at] : [])]);

  return latest([earliestTry, claimInterval(facts, earliestTry).from]);
}

const readyAt = (account: AccountFacts, { smart_time_gaps }: PacingFacts): Date => {
  const freeAt = left(account) === 0 ? account.resets_at : smart_time_gaps ? account.next_at : new Date(0);
  return latest([freeAt, account.rests_until]);
};

export const campaignLimit = ({ used, limit, resets_at }: PacingFacts): Limit => ({
  name: 'campaign_daily_limit',
  used,
  limit,
  resets_at: resets_at.toISOString(),
});

function limitsOf(facts: PacingFacts): Limit[] {
  const { accounts } = facts;
  const campaign = campaignLimit(facts);
  if (accounts.length === 0) return [campaign];

  const own = limitOfMany('account_daily_limit', accounts, ({ own_limit }) => own_limit);
  const ramped = accounts.filter(isRamped);
  if (ramped.length === 0) return [campaign, own];
  return [campaign, own, limitOfMany('warmup_ramp', ramped, ({ limit }) => limit)];
}

const limitOfMany = (
  name: LimitName,
  accounts: readonly PacedAccount[],
  limitOfOne: (account: PacedAccount) => number,
): Limit => ({
  name,
  used: sum(accounts.map(({ used }) => used)),
  limit: sum(accounts.map(limitOfOne)),
  resets_at: earliest(accounts.map(({ resets_at }) => resets_at)).toISOString(),
});
