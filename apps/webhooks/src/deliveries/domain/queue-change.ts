import type { DisabledReason } from '../../endpoints/domain/endpoint.js';
import type { EndedAttempt } from './attempt.js';
import { isHopeless, streakAfter, type FailingStreak } from './failing-streak.js';
import { recordedDelivery } from './recorded-delivery.js';

/** The changes that attempts make about their webhook. */
export interface QueueChange {
  readonly streak: FailingStreak;
  /** When the first of them is tried again; null where none is. */
  readonly dueAt: Date | null;
  readonly figures: { readonly attempts: number; readonly successes: number; readonly givenUp: number };
  /** Why the webhook is to be switched off, if it is, and the address that failed. */
  readonly disabled: { readonly reason: DisabledReason; readonly url: string } | null;
}

/** The change that attempts of one webhook make together. */
export function queueChange(before: FailingStreak, attempts: readonly EndedAttempt[]): QueueChange {
  const streak = streakAfter(
    before,
    attempts.map(({ entry, outcome }) => ({ at: entry.at, succeeded: outcome.end === 'succeeded' })),
  );
  const states = attempts.map(recordedDelivery);
  const count = (status: string): number => states.filter((state) => state.status === status).length;
  return {
    streak,
    dueAt: earliest(states.flatMap(({ nextAttemptAt }) => nextAttemptAt ?? [])),
    figures: { attempts: attempts.length, successes: count('succeeded'), givenUp: count('failed') },
    disabled: reasonToDisable(streak, attempts),
  };
}

function reasonToDisable(streak: FailingStreak, attempts: readonly EndedAttempt[]): QueueChange['disabled'] {
  const gone = attempts.find(({ outcome }) => outcome.end === 'gone');
  if (gone !== undefined) return { reason: 'gone', url: gone.url };
  const last = attempts.at(-1);
  if (last === undefined || streak.lastAttemptAt === null || !isHopeless(streak, streak.lastAttemptAt))
    return null;
  return { reason: 'failing', url: last.url };
}

const earliest = (times: readonly Date[]): Date | null =>
  times.length === 0 ? null : new Date(Math.min(...times.map((time) => time.getTime())));
