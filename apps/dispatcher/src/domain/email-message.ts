/** Where the answers to a message arrive. */
export interface EmailAddresses {
  /** Null: the address of the sender. */
  readonly replyTo: string | null;
  /** The envelope's sender: delivery reports go there. */
  readonly returnPath: string;
  /** `mailto:…`; null where nobody would read such a mail. */
  readonly unsubscribeMailto: string | null;
}

/** A message as its reader gets it. */
export interface EmailMessage extends EmailAddresses {
  readonly from: { readonly name: string; readonly address: string };
  readonly to: string;
  readonly subject: string;
  readonly html: string | null;
  readonly text: string;
  /** With its angle brackets. */
  readonly messageId: string;
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
  readonly date: Date;
  /** A POST to it unsubscribes at once (RFC 8058); null in a message to no contact. */
  readonly unsubscribeUrl: string | null;
  /** Tells that the message is one of a warmup. */
  readonly warmupToken?: string;
}
