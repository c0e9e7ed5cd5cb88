import type { Id } from '#kernel';

/** A mail of a warmup that arrived in the mailbox of its recipient. */
export interface WarmupMail {
  readonly sendId: Id<'send'>;
  readonly workspaceId: Id<'ws'>;
  readonly accountId: Id<'ea'>;
  /** In angle brackets, as it arrived; null where there is none. */
  readonly messageId: string | null;
  readonly placement: 'inbox' | 'spam';
  readonly receivedAt: Date;
}

/** A mail as it is known: `moved` out of the spam folder. */
export interface WarmupReceipt extends Pick<WarmupMail, 'sendId' | 'accountId' | 'messageId' | 'placement'> {
  readonly isMoved: boolean;
}

/**
 * Whether it is the mail that was received: the same one is found again after it was moved, or when the numbers of its
 * mailbox have changed. Another mail with its token is a copy by somebody who has seen it, and no warmup mail.
 */
export const isSameMail = (receipt: WarmupReceipt | undefined, mail: WarmupMail): boolean =>
  receipt !== undefined && receipt.accountId === mail.accountId && receipt.messageId === mail.messageId;

/** A mail that was seen in the inbox first was put into the spam folder by a person, or is a copy: it stays there. */
export const isToMove = (receipt: WarmupReceipt | undefined, mail: WarmupMail): boolean =>
  isSameMail(receipt, mail) && receipt?.placement === 'spam' && !receipt.isMoved;
