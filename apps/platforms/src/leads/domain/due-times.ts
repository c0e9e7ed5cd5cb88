/** When each step is due at the earliest, by step number. */
export function dueTimes(
  steps: readonly { readonly step_number: number; readonly delay_ms: number }[],
  first: Date,
): ReadonlyMap<number, Date> {
  let at = first.getTime();
  const times = new Map<number, Date>();
  for (const { step_number, delay_ms } of steps.toSorted(
    (one, other) => one.step_number - other.step_number,
  )) {
    if (step_number > 1) at += delay_ms;
    times.set(step_number, new Date(at));
  }
  return times;
}
