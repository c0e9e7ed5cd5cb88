import type { Id } from '#kernel';

/** A mail as it arrived, by IMAP or by SMTP. */
export interface ReceivedMail {
  /** The owner of the mailbox that it was in; null for a mail that came by SMTP. */
  readonly workspaceId: Id<'ws'> | null;
  readonly accountId: Id<'ea'> | null;
  /** The address of this account: a mail from it is our own. */
  readonly accountEmail: string | null;
  /** The signed address that it was sent to, by SMTP. */
  readonly recipient?: SignedRecipient;
  /** Names the mail for ever: the same mail found again has the same key. At most 500 characters. */
  readonly key: string;
  /** The bytes, or why they could not be read. */
  readonly raw: Buffer | { readonly unreadable: string };
  readonly receivedAt: Date;
}

/** An address of ours that names a send: Reply-To, the envelope sender, or the mailto of List-Unsubscribe. */
export interface SignedRecipient {
  readonly purpose: 'reply' | 'bounce' | 'unsubscribe';
  readonly sendId: Id<'send'>;
}
