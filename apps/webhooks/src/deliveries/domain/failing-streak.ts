const DAY_MS = 86_400_000;

/** A webhook is switched off after failures of this long, without a success between them. */
const DISABLED_AFTER_MS = 5 * DAY_MS;

/**
 * Failures further apart than this are separate ones: a webhook with one event a week must not be switched off for two
 * short outages. Attempts of one delivery are at most eleven hours apart.
 */
const SEPARATE_AFTER_MS = DAY_MS;

/** The failures of a webhook since its last success. */
export interface FailingStreak {
  readonly failingSince: Date | null;
  readonly lastAttemptAt: Date | null;
  readonly lastSuccessAt: Date | null;
}

export interface StreakAttempt {
  readonly at: Date;
  readonly succeeded: boolean;
}

/** The streak after further attempts, in whatever order they ended. */
export const streakAfter = (streak: FailingStreak, attempts: readonly StreakAttempt[]): FailingStreak =>
  attempts.toSorted((a, b) => a.at.getTime() - b.at.getTime()).reduce(withAttempt, streak);

function withAttempt(streak: FailingStreak, { at, succeeded }: StreakAttempt): FailingStreak {
  const lastAttemptAt = later(streak.lastAttemptAt, at);
  if (succeeded) return { failingSince: null, lastAttemptAt, lastSuccessAt: later(streak.lastSuccessAt, at) };
  // An attempt that began before the last success says less than that success.
  if (streak.lastSuccessAt !== null && at < streak.lastSuccessAt) return { ...streak, lastAttemptAt };
  return { ...streak, failingSince: sinceOf(streak, at), lastAttemptAt };
}

function sinceOf({ failingSince, lastAttemptAt }: FailingStreak, at: Date): Date {
  if (failingSince === null || lastAttemptAt === null) return at;
  return at.getTime() - lastAttemptAt.getTime() > SEPARATE_AFTER_MS ? at : failingSince;
}

const later = (a: Date | null, b: Date): Date => (a !== null && a > b ? a : b);

/** Whether a webhook whose last attempt failed at `at` is to be switched off. */
export const isHopeless = ({ failingSince }: FailingStreak, at: Date): boolean =>
  failingSince !== null && at.getTime() - failingSince.getTime() >= DISABLED_AFTER_MS;
