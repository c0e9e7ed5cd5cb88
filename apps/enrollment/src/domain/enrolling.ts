import { nextLocalMidnight } from './local-day.js';

/** Where the search for eligible contacts has got to. `again`: contacts changed behind its back. */
export interface Scan {
  readonly after: string | null;
  readonly done: boolean;
  readonly again: boolean;
}

/** What decides whom a campaign starts with next, and when. */
export interface EnrollingState {
  readonly version: number;
  readonly timeZone: string;
  readonly maxNewLeadsPerDay: number;
  readonly startedToday: number;
  /** The end of the local day that `startedToday` counts. */
  readonly dayResetsAt: Date | null;
  readonly scan: Scan;
  readonly exhaustedToldVersion: number | null;
}

/** What a look at one window of contacts came to. */
export interface Page {
  readonly enrolled: number;
  readonly lastEnrolled: string | null;
  /** Some eligible contact of the window was left over. */
  readonly more: boolean;
  /** The last contact of the window; null when the window reached the end. */
  readonly windowEnd: string | null;
}

/** Contacts that are enrolled by one statement. */
const PAGE_SIZE = 5_000;

/** The state in which work begins at `now`: a new day has a new quota, an asked-for scan starts from the beginning. */
export const beginWork = <S extends EnrollingState>(state: S, now: Date): S => ({
  ...state,
  ...(state.dayResetsAt === null || now >= state.dayResetsAt
    ? { startedToday: 0, dayResetsAt: nextLocalMidnight(now, state.timeZone) }
    : {}),
  ...(state.scan.done && state.scan.again ? { scan: { after: null, done: false, again: false } } : {}),
});

const quotaLeft = (state: EnrollingState): number =>
  Math.max(0, state.maxNewLeadsPerDay - state.startedToday);

/**
 * How many may start with the next page. It may be none: the page then only looks whether anybody is left, so that a
 * campaign whose quota ends with its last contact is known to be through today and not tomorrow.
 */
export const pageLimit = (state: EnrollingState): number => Math.min(PAGE_SIZE, quotaLeft(state));

export function afterPage<S extends EnrollingState>(state: S, page: Page): S {
  const done = !page.more && page.windowEnd === null;
  const reached = page.more ? page.lastEnrolled : page.windowEnd;
  return {
    ...state,
    startedToday: state.startedToday + page.enrolled,
    scan: { ...state.scan, done, after: reached ?? page.lastEnrolled ?? state.scan.after },
  };
}

/** When the plan is to be looked at next: now, or at local midnight when the quota is all that is in the way. */
export const wakeAfterPage = (state: EnrollingState, page: Page, now: Date): Date | null =>
  page.more && quotaLeft(state) === 0 ? state.dayResetsAt : now;

/** Whether the end is to be told, where nobody is left to enroll and `unfinished` says whether somebody is under way. */
export const isExhausted = (state: EnrollingState, { unfinished }: { unfinished: boolean }): boolean =>
  state.scan.done && !state.scan.again && !unfinished && state.exhaustedToldVersion !== state.version;
