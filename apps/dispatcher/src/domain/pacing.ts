import { blockersOf, followUpBlockers, type Blocker } from './pacing-blockers.js';
import {
  earliest,
  free,
  isRamped,
  latest,
  left,
  limitOf,
  restOver,
  sum,
  type AccountFacts,
  type LimitName,
  type PacedAccount,
  type PacingFacts,
} from './pacing-facts.js';
import { claimInterval } from './recipient-window.js';

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

const slotsNow = (facts: PacingFacts, now: Date): number =>
  facts.smart_time_gaps
    ? free(facts, now).filter(({ next_at }) => next_at <= now).length
    : sum(free(facts, now).map(left));

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
