/** A message of this enrollment that went out before. */
export interface EarlierMessage {
  readonly stepNumber: number;
  readonly messageId: string;
  readonly subject: string;
}

/** The headers that put the next message into the thread of the earlier ones; empty for a first message. */
export interface ThreadHeaders {
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
}

/** @param earlier oldest first */
export const threadHeaders = (earlier: readonly EarlierMessage[]): ThreadHeaders => ({
  inReplyTo: earlier.at(-1)?.messageId ?? null,
  references: earlier.map(({ messageId }) => messageId),
});

/** The messages of the thread that the step `threadRoot` starts. */
export const inThread = (
  earlier: readonly EarlierMessage[],
  threadRoot: { readonly step_number: number },
): EarlierMessage[] => earlier.filter(({ stepNumber }) => stepNumber >= threadRoot.step_number);

/**
 * The signed id of the send, so that an answer to the message names the send, and nobody else can. A pure function of the
 * send: a reader who gets the message twice can see that it is the same one.
 */
export const messageIdOf = (sendToken: string, sender: string): string =>
  `<${sendToken}@${domainOf(sender)}>`;

export const domainOf = (email: string): string => email.slice(email.lastIndexOf('@') + 1).toLowerCase();
