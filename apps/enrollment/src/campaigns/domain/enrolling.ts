import { DateTime } from 'luxon';
import type { Id } from '#kernel';

/** Where the search for eligible contacts has got to. `again`: contacts changed behind its back. */
export interface Scan {
  readonly after: Id<'cont'> | null;
  readonly done: boolean;
  readonly again: boolean;
}

/**
 * A database that was restored does not know whom a campaign enrolled between its back-up and its loss. The campaign
 * enrolls them again as of the instant that it has come to, day by day, so that their first steps fall due within that time.
 */
export interface LostTime {
  readonly at: Date;
  readonly until: Date;
}

/** The state that decides which contacts a campaign starts next, and when. */
export interface EnrollingState {
  readonly version: number;
  readonly time_zone: string;
  readonly max_new_leads_per_day: number;
  readonly started_today: number;
  /** The end of the local day that `started_today` counts. */
  readonly day_resets_at: Date | null;
  readonly scan: Scan;
  readonly exhausted_published_version: number | null;
  /** Null: it enrolls as of now. */
  readonly lost: LostTime | null;
}

/** The result of one window of contacts. */
export interface Page {
  readonly enrolled: number;
  readonly last_enrolled: Id<'cont'> | null;
  /** Some eligible contact of the window was left over. */
  readonly more: boolean;
  /** The last contact of the window; null when there was none. */
  readonly window_end: Id<'cont'> | null;
  /** No contact comes after the window. */
  readonly at_end: boolean;
}

/** Whether anything stands between a campaign whose scan is done and its end. */
export interface Remainder {
  /** Somebody is under way. */
  readonly unfinished: boolean;
  /** Contacts that matched wait to be enrolled. */
  readonly candidates: boolean;
  /** Changed contacts of the workspace wait to be matched. */
  readonly unmatched: boolean;
}

/** Whether contacts may be enrolled by name in a campaign of that status: in one that is over they would wait for ever. */
export const takesContacts = (status: string): boolean => ['draft', 'active', 'paused'].includes(status);

/** Contacts that are enrolled by one statement. */
const PAGE_SIZE = 5_000;

/** When the local day of `zone` that `now` falls into is over. Where midnight does not exist (a clock change), the first instant after it. */
export const nextLocalMidnight = (now: Date, zone: string): Date =>
  DateTime.fromJSDate(now, { zone }).plus({ days: 1 }).startOf('day').toJSDate();

/** The state in which work begins at `now`: a new day has a new quota, an asked-for scan starts from the beginning. */
export const beginWork = <S extends EnrollingState>(state: S, now: Date): S => ({
  ...state,
  ...(state.day_resets_at === null || now >= state.day_resets_at
    ? { started_today: 0, day_resets_at: nextLocalMidnight(now, state.time_zone) }
    : {}),
  ...(state.scan.done && state.scan.again ? { scan: { after: null, done: false, again: false } } : {}),
});

const quotaLeft = (state: EnrollingState): number =>
  Math.max(0, state.max_new_leads_per_day - state.started_today);

/**
 * How many may start with the next page. It may be none: the page then only looks whether anybody is left, so that a
 * campaign whose quota ends with its last contact is known to be through today and not tomorrow.
 */
export const pageLimit = (state: EnrollingState): number => Math.min(PAGE_SIZE, quotaLeft(state));

export function afterPage<S extends EnrollingState>(state: S, page: Page): S {
  const done = !page.more && page.at_end;
  const reached = page.more ? page.last_enrolled : page.window_end;
  return {
    ...state,
    started_today: state.started_today + page.enrolled,
    scan: { ...state.scan, done, after: reached ?? state.scan.after },
  };
}

/** When the campaign is to be looked at next: now, or at local midnight when the quota is all that is in the way. */
export const wakeAfterPage = (state: EnrollingState, { more }: Pick<Page, 'more'>, now: Date): Date | null =>
  more && quotaLeft(state) === 0 ? state.day_resets_at : now;

/** A campaign whose quota of a lost day is used up goes on with the next one, or leaves the lost time. */
export function throughLostTime<S extends EnrollingState>(state: S, wakeAt: Date | null): S {
  const { lost, day_resets_at } = state;
  if (lost === null || wakeAt === null || wakeAt.getTime() !== day_resets_at?.getTime()) return state;
  return { ...state, lost: wakeAt <= lost.until ? { ...lost, at: wakeAt } : null };
}

/** Nobody else can have been enrolled in the lost time. */
export const outOfLostTime = <S extends EnrollingState>(state: S, { candidates, unmatched }: Remainder): S =>
  candidates || unmatched ? state : { ...state, lost: null };

/** Whether the end is to be published. */
export const isExhausted = (state: EnrollingState, remainder: Remainder): boolean =>
  isOver(state) &&
  !remainder.unfinished &&
  !remainder.candidates &&
  !remainder.unmatched &&
  state.exhausted_published_version !== state.version;

const isOver = ({ scan }: EnrollingState): boolean => scan.done && !scan.again;

/** Changed contacts are matched in milliseconds; an import goes on for longer. */
const UNMATCHED_REST_MS = 1_000;

/** Null: not before something happens. The last outcome wakes a campaign that has somebody under way. */
export function wakeAfterEnd(
  state: EnrollingState,
  { unfinished, candidates, unmatched }: Remainder,
  now: Date,
): Date | null {
  if (candidates) return now;
  const mayEnd = isOver(state) && !unfinished && state.exhausted_published_version !== state.version;
  return unmatched && (mayEnd || state.lost !== null) ? new Date(now.getTime() + UNMATCHED_REST_MS) : null;
}
