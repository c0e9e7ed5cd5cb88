import { openIntervals, type Id, type OpenInterval, type SendWindow } from '#kernel';
import type { AccountSchedule, DailyQuota, ScheduleFacts } from './schedule.js';

const OVERDUE_AFTER_MS = 24 * 3_600_000;
/** The last window before an instant opened within these days, as in `openInterval`. */
const LOOK_BACK_MS = 16 * OVERDUE_AFTER_MS;

const EVERY_HOUR = { start_hour: 0, end_hour: 24, send_days: [1, 2, 3, 4, 5, 6, 7] };

/**
 * The time in which a send had to leave to be overdue at a resume: it begins with the pause, because an active campaign
 * sends whatever may leave, and it ends 24 hours before the resume.
 */
export const missedTime = (pausedAt: Date, resumedAt: Date): OpenInterval => ({
  from: pausedAt,
  until: new Date(resumedAt.getTime() - OVERDUE_AFTER_MS),
});

/**
 * The instant before which a send has to be due so that its window was open for it in the missed time; null where no
 * window was.
 */
export function overdueBefore(window: SendWindow, missed: OpenInterval): Date | null {
  const from = new Date(Math.max(missed.from.getTime(), missed.until.getTime() - LOOK_BACK_MS));
  return [...openIntervals(window, { ...missed, from })].at(-1)?.until ?? null;
}

export interface Capacity {
  readonly total: number;
  readonly byAccount: ReadonlyMap<Id<'ea'>, number>;
}

/**
 * How many sends could have left in the missed time. A daily limit, a rest or a gap never makes a send late, so a resume drops
 * no more than these. An account's quota counts once in each window, also where its midnight falls into it.
 */
export function missedCapacity(facts: ScheduleFacts, missed: OpenInterval): Capacity {
  const window = facts.recipient_time_zone ? { ...facts, ...EVERY_HOUR } : facts;
  const byAccount = new Map<Id<'ea'>, number>();
  let total = 0;
  for (const interval of openIntervals(window, missed)) {
    const share = facts.smart_time_gaps ? shareOf(interval) : 1;
    let ofAccounts = 0;
    for (const account of facts.accounts) {
      const count = account.rests_until > interval.from ? 0 : leftIn(account, interval) * share;
      ofAccounts += count;
      byAccount.set(account.account_id, (byAccount.get(account.account_id) ?? 0) + count);
    }
    total += Math.min(leftIn(facts, interval) * share, ofAccounts);
  }
  return {
    total: Math.floor(total),
    byAccount: new Map([...byAccount].map(([id, count]) => [id, Math.floor(count)])),
  };
}

/** With smart time gaps the rest of a quota is spread evenly over the rest of a window. */
const shareOf = ({ from, until, closes_at }: OpenInterval & { readonly closes_at: Date }): number =>
  (until.getTime() - from.getTime()) / (closes_at.getTime() - from.getTime());

const leftIn = ({ used, limit, resets_at }: DailyQuota | AccountSchedule, { from }: OpenInterval): number =>
  from >= resets_at ? limit : Math.max(0, limit - used);
