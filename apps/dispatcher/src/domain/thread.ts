/** A message of this enrollment that went out before. */
export interface EarlierMessage {
  readonly stepNumber: number;
  readonly messageId: string;
  readonly subject: string;
}

/** What the next message says to belong to the earlier ones; empty for a first one. */
export interface ThreadHeaders {
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
}

/** @param earlier oldest first */
export const threadHeaders = (earlier: readonly EarlierMessage[]): ThreadHeaders => ({
  inReplyTo: earlier.at(-1)?.messageId ?? null,
  references: earlier.map(({ messageId }) => messageId),
});

/** What went out since the thread began with the step `opening`. */
export const inThread = (
  earlier: readonly EarlierMessage[],
  opening: { readonly step_number: number },
): EarlierMessage[] => earlier.filter(({ stepNumber }) => stepNumber >= opening.step_number);
