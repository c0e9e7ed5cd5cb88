interface Step {
  readonly step_id: string;
  readonly step_number: number;
  readonly delay_ms: number;
}

/** By how much those move who wait for a step whose delay was changed. */
export interface DelayChange {
  readonly step_number: number;
  readonly later_by_ms: number;
}

export function delayChanges(before: readonly Step[], after: readonly Step[]): DelayChange[] {
  const known = new Map(before.map(({ step_id, delay_ms }) => [step_id, delay_ms]));

  return after.flatMap(({ step_id, step_number, delay_ms }) => {
    const later_by_ms = delay_ms - (known.get(step_id) ?? delay_ms);
    return later_by_ms === 0 ? [] : [{ step_number, later_by_ms }];
  });
}
