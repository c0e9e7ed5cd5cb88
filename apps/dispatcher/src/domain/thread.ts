/** A message of this enrollment that went out before. */
export interface EarlierMessage {
  readonly messageId: string;
  readonly subject: string;
}

/** What the next message says to belong to the earlier ones; empty for a first one. */
export interface ThreadHeaders {
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
}

export const NO_THREAD: ThreadHeaders = { inReplyTo: null, references: [] };

/** @param earlier oldest first */
export const threadHeaders = (earlier: readonly EarlierMessage[]): ThreadHeaders => ({
  inReplyTo: earlier.at(-1)?.messageId ?? null,
  references: earlier.map(({ messageId }) => messageId),
});

/** `Re:` of what the thread began with; never `Re: Re:`. */
export const replySubject = (subject: string): string => (/^re:/i.test(subject) ? subject : `Re: ${subject}`);
