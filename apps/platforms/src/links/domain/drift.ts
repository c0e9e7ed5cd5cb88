import type { Difference } from './link.js';

/** Older ones have no use for a person who looks at the campaign. */
const KEPT = 20;

/** With a difference that was found; one that is there already keeps its time. The newest comes first. */
export function found(
  drift: readonly Difference[],
  difference: Pick<Difference, 'code' | 'message'>,
  at: Date,
): Difference[] {
  const known = drift.find(({ code, repaired_at }) => code === difference.code && repaired_at === null);
  if (known !== undefined)
    return drift.map((each) => (each === known ? { ...known, message: difference.message } : each));
  return [{ ...difference, found_at: at.toISOString(), repaired_at: null }, ...drift].slice(0, KEPT);
}

/** All differences are gone. */
export const repaired = (drift: readonly Difference[], at: Date): Difference[] =>
  drift.map((each) => (each.repaired_at === null ? { ...each, repaired_at: at.toISOString() } : each));
