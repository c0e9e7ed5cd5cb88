import type { Id } from '#kernel';

/** How far a mailbox was read. */
export interface Cursor {
  /** The mailbox that the numbers belong to: another server or user is another mailbox. */
  readonly source: string;
  readonly uidValidity: number;
  readonly lastUid: number;
  /** The newest time of arrival among the messages that were read. */
  readonly readUntil: Date;
}

/** The mailbox of a sending account, as far as its reader must know it. */
export interface Mailbox {
  readonly accountId: Id<'ea'>;
  readonly workspaceId: Id<'ws'>;
  /** The version of the account. */
  readonly version: number;
  readonly isRefused: boolean;
  /** Null before the first opening. */
  readonly cursor: Cursor | null;
}
