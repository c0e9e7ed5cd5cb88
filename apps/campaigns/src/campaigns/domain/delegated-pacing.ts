interface Paced {
  readonly sendable_now: number;
  readonly remaining_today: number;
  readonly blockers: readonly object[];
}

interface AtPlatform<B> {
  /** Leads that are due and were not pushed yet. */
  readonly waiting_leads: number;
  readonly blockers: readonly B[];
}

/** Adds the leads that wait for the platform, and its obstacles: with one of them nothing leaves. */
export function withPlatform<P extends Paced, B extends object>(pacing: P, platform: AtPlatform<B>) {
  const blockers = [...platform.blockers, ...pacing.blockers];
  const sendable = Math.min(pacing.sendable_now + platform.waiting_leads, pacing.remaining_today);
  return { ...pacing, sendable_now: blockers.length > 0 ? 0 : sendable, blockers };
}
