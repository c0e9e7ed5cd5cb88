/** Why a mailbox is not being read. */
export type ReadingEnd = 'broken' | 'refused';

interface Delays {
  readonly firstMs: number;
  readonly longestMs: number;
}

const DELAYS: Readonly<Record<ReadingEnd, Delays>> = {
  broken: { firstMs: 5_000, longestMs: 5 * 60_000 },
  /** Servers lock accounts and addresses that log in with a wrong password over and over. */
  refused: { firstMs: 60_000, longestMs: 30 * 60_000 },
};

/**
 * How long to wait after the given number of failures in a row: each wait is twice the one before. Half of it is random,
 * so that the mailboxes of a server that was restarted do not come back at one moment. `random`: from 0 to 1.
 */
export function retryDelayMs(end: ReadingEnd, failures: number, random: number): number {
  const { firstMs, longestMs } = DELAYS[end];
  const longest = Math.min(firstMs * 2 ** (failures - 1), longestMs);

  return Math.round((longest * (1 + random)) / 2);
}

/** A connection that lasted this long was in order: its end counts as the first failure. */
const STEADY_MS = 60_000;

export const failuresAfter = (failures: number, lastedMs: number): number =>
  lastedMs >= STEADY_MS ? 1 : failures + 1;
