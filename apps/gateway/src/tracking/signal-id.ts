import { createHash } from 'node:crypto';
import { idOf, type Id } from '#kernel';

/** Opens and clicks of one message within this time are one. Shorter than the window in which the stream drops equal message ids. */
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;

/**
 * The id of the event that tells a fact: the same facts within the same stretch of time have the same id, at every
 * gateway. It begins with the beginning of the stretch, as every id does with its time; its random bits are those of a
 * hash.
 */
export function signalId(facts: readonly unknown[], at: Date, stretchMs: number): Id<'evt'> {
  const stretch = Math.floor(at.getTime() / stretchMs);
  const time = (stretch * stretchMs).toString(16).padStart(12, '0');
  const hash = createHash('sha256')
    .update([...facts, stretch].join('\n'))
    .digest('hex');
  const random = `7${hash.slice(0, 3)}-8${hash.slice(3, 6)}-${hash.slice(6, 18)}`;
  return idOf('evt', `${time.slice(0, 8)}-${time.slice(8)}-${random}`);
}
