import type { Cursor } from './mailbox.js';

/** A mailbox as its server shows it when it is opened. */
export interface OpenedMailbox {
  readonly source: string;
  readonly uidValidity: number;
  /** Messages that arrive from now on have this number or a higher one (RFC 9051, section 2.3.1.1). */
  readonly uidNext: number;
}

export type ReadingPlan =
  | { readonly kind: 'from now on' }
  | { readonly kind: 'after'; readonly cursor: Cursor }
  /** The numbers have lost their meaning: the time of arrival says what is new. */
  | { readonly kind: 'since'; readonly time: Date };

/** The messages that are new. Those that were there at the first opening are not: they answer nothing of ours. */
export function readingPlan(cursor: Cursor | null, opened: OpenedMailbox): ReadingPlan {
  if (cursor === null) return { kind: 'from now on' };
  const isSame = cursor.source === opened.source && cursor.uidValidity === opened.uidValidity;

  return isSame ? { kind: 'after', cursor } : { kind: 'since', time: inSeconds(cursor.readUntil) };
}

/** Servers tell times of arrival in whole seconds: a message of the same second may be new. */
const inSeconds = (time: Date): Date => new Date(Math.floor(time.getTime() / 1_000) * 1_000);

/** The clocks of servers differ from ours. */
const CLOCKS_DIFFER_MS = 86_400_000;

/** The cursor of a mailbox that was met at `now`, and of which nothing was read. */
export const firstCursor = (opened: OpenedMailbox, now: Date): Cursor =>
  cursorAtEnd(opened, new Date(now.getTime() - CLOCKS_DIFFER_MS));

/** The cursor of a mailbox that was read to its end. */
export const cursorAtEnd = ({ source, uidValidity, uidNext }: OpenedMailbox, readUntil: Date): Cursor => ({
  source,
  uidValidity,
  lastUid: uidNext - 1,
  readUntil,
});

/**
 * The cursor after a message with the number `uid`. A time of arrival that is still to come would hide the messages until
 * then, if the numbers lost their meaning.
 */
export function cursorAfter(cursor: Cursor, uid: number, arrivedAt: Date, now: Date): Cursor {
  const arrived = Math.min(arrivedAt.getTime(), now.getTime());
  return {
    ...cursor,
    lastUid: Math.max(cursor.lastUid, uid),
    readUntil: new Date(Math.max(cursor.readUntil.getTime(), arrived)),
  };
}
