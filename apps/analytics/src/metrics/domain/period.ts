const QUARTER_MS = 900_000;

/** Two instants; `to` is exclusive. */
export interface TimeSpan {
  readonly from: Date;
  readonly to: Date;
}

/**
 * A period as whole quarters of an hour, which are counted already, and the parts of quarters at its ends. Midnight is at a
 * quarter of an hour of UTC in every time zone.
 */
export function splitPeriod({ from, to }: TimeSpan): { quarters: TimeSpan; parts: TimeSpan[] } {
  const first = new Date(Math.ceil(from.getTime() / QUARTER_MS) * QUARTER_MS);
  const last = new Date(Math.floor(to.getTime() / QUARTER_MS) * QUARTER_MS);
  if (first > last) return { quarters: { from, to: from }, parts: [{ from, to }] };

  const parts = [
    { from, to: first },
    { from: last, to },
  ].filter((part) => part.from < part.to);
  return { quarters: { from: first, to: last }, parts };
}
