import type { CampaignWindow, Id } from '#kernel';
import type { AccountFacts } from './pacing-facts.js';
import { RecipientWindow } from './recipient-window.js';

/** A daily limit and the part of it that is used until `resets_at`. */
export interface DailyQuota {
  readonly used: number;
  readonly limit: number;
  readonly resets_at: Date;
}

export interface AccountSchedule extends AccountFacts {
  readonly account_id: Id<'ea'>;
}

/** Facts about a campaign at an instant, which say when its sends may leave. */
export interface ScheduleFacts extends CampaignWindow, DailyQuota {
  /** The instant: now, or the pause of a paused campaign, whose sends keep their schedule. */
  readonly at: Date;
  readonly smart_time_gaps: boolean;
  /** The active and healthy accounts of the campaign. */
  readonly accounts: readonly AccountSchedule[];
}

interface WaitingSend {
  readonly due_at: Date;
  readonly account_id: Id<'ea'> | null;
  /** The zone of its contact, where known. */
  readonly time_zone: string | null;
}

/** Answers for each scheduled send of a campaign the first instant at which it may leave. */
export function schedule(facts: ScheduleFacts): (send: WaitingSend) => Date {
  const window = new RecipientWindow(facts);
  const opening = (send: WaitingSend, at: Date): Date => {
    const { from } = window.openAt(facts.recipient_time_zone ? send.time_zone : null, at);
    return later(from, at);
  };
  return (send) => {
    // Where windows count in the zones of contacts, a send is due when its window opens, also after its contact has moved.
    if (send.due_at >= facts.at) return facts.recipient_time_zone ? send.due_at : opening(send, send.due_at);
    const next = opening(send, later(facts.at, limitsEnd(facts, send)));
    return next > facts.at ? next : send.due_at;
  };
}

/** When the daily limits, the rest and the gap are over that keep a send from leaving; long ago where none does. */
function limitsEnd(facts: ScheduleFacts, { account_id }: WaitingSend): Date {
  const accounts = facts.accounts.filter((each) => account_id === null || each.account_id === account_id);
  const ends = accounts.map((account) => {
    const free = later(resetOf(account), account.rests_until);
    return facts.smart_time_gaps ? later(free, account.next_at) : free;
  });
  const first = ends.reduce((earliest, end) => (end < earliest ? end : earliest), ends[0] ?? LONG_AGO);
  return later(resetOf(facts), first);
}

const LONG_AGO = new Date(0);

const resetOf = ({ used, limit, resets_at }: DailyQuota): Date => (used < limit ? LONG_AGO : resets_at);

const later = (one: Date, other: Date): Date => (one > other ? one : other);
