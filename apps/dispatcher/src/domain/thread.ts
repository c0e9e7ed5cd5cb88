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

interface Step {
  readonly step_number: number;
  readonly same_thread: boolean;
}

/** The step that the thread of `step` begins with: the last one up to it that wants a thread of its own, or the first. */
export const openingOf = <S extends Step>(steps: readonly S[], step: S): S =>
  steps.findLast((each) => each.step_number <= step.step_number && !each.same_thread) ?? steps[0] ?? step;

/** What went out since the thread began. */
export const inThread = (earlier: readonly EarlierMessage[], opening: Step): EarlierMessage[] =>
  earlier.filter(({ stepNumber }) => stepNumber >= opening.step_number);
