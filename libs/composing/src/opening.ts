interface Step {
  readonly step_number: number;
  readonly same_thread: boolean;
}

/** The step that the thread of `step` begins with: the last one up to it that wants a thread of its own, or the first. */
export const openingOf = <S extends Step>(steps: readonly S[], step: S): S =>
  steps.findLast((each) => each.step_number <= step.step_number && !each.same_thread) ?? steps[0] ?? step;
