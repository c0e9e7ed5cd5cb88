import {
  earliest,
  free,
  left,
  limitOf,
  restOver,
  sum,
  type AccountFacts,
  type LimitName,
  type PacingFacts,
  type StuckAccount,
} from './pacing-facts.js';
import { claimInterval } from './recipient-window.js';

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

/** Why nothing can leave. */
export const blockersOf = (facts: PacingFacts, now: Date): Blocker[] => [
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
export function followUpBlockers({ accounts, stuck }: PacingFacts, now: Date): Blocker[] {
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
