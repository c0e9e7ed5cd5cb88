import type { Id } from '#kernel';

/** A mail as it arrived, by IMAP or by SMTP. */
export interface ReceivedMail {
  /** Whose mailbox it was in; null for a mail that came by SMTP. */
  readonly workspaceId: Id<'ws'> | null;
  readonly accountId: Id<'ea'> | null;
  /** Names the mail for ever: the same mail found again has the same key. */
  readonly key: string;
  /** The bytes, or why they could not be read. */
  readonly raw: Buffer | { readonly unreadable: string };
  readonly receivedAt: Date;
}
