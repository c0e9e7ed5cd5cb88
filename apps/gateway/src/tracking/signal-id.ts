import { createHash } from 'node:crypto';
import { idOf, type Id } from '#kernel';

/** Opens and clicks of one message within this time are one. Shorter than the window in which the stream drops equal message ids. */
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;

/**
 * The id of the event that tells a fact: the same facts within the same stretch of time have the same id, at every
 * gateway. A uuid of version 8: its bits are those of a hash.
 */
export function signalId(facts: readonly unknown[], at: Date, stretchMs: number): Id<'evt'> {
  const stretch = Math.floor(at.getTime() / stretchMs);
  const hash = createHash('sha256')
    .update([...facts, stretch].join('\n'))
    .digest('hex');
  return idOf(
    'evt',
    `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`,
  );
}
