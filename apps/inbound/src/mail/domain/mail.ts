/** Larger mails are refused before they are read: by the SMTP listener as `SIZE`, by the IMAP reader as `RFC822.SIZE`. */
export const MAX_MAIL_BYTES = 25 * 1024 * 1024;

/** Text beyond it is cut: no person writes as much, and every rule reads it. */
export const MAX_TEXT_LENGTH = 200_000;

/** A received mail, without its attachments. */
export interface Mail {
  /** Without the angle brackets. */
  readonly messageId: string | null;
  /** The address, in lower case. */
  readonly from: string | null;
  /** The addresses of `To`, `Cc`, `Delivered-To` and `X-Original-To`, in lower case. */
  readonly to: readonly string[];
  readonly subject: string;
  readonly date: Date | null;
  /** The message ids that it answers, without brackets: `In-Reply-To` first, then `References` from the newest on. */
  readonly references: readonly string[];
  /** The first value of every header, by its name in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** The media type in lower case, such as `multipart/report`. */
  readonly contentType: string;
  /** The plain text of the whole mail; that of the HTML part where there is no plain one. */
  readonly text: string;
  /** The text that the sender wrote now: without the quoted mail, and without a signature where one is marked. */
  readonly newText: string;
  /** The parts that say something to a machine, in their order. */
  readonly reports: readonly ReportPart[];
}

/** The beginning of a part such as `message/delivery-status`, `message/rfc822` or `text/calendar`. */
export interface ReportPart {
  readonly type: string;
  readonly content: string;
}

/** A mail that nothing can be said about, and the reason. */
export interface Unreadable {
  readonly unreadable: string;
}
