/** The start of an account whose reputation nobody has reported. */
export const UNREPORTED_START = 70;
/** The start weighs as much as this many messages. */
const PRIOR_SENDS = 50;
const BOUNCE_HARM = 1_000;
const COMPLAINT_HARM = 10_000;

const DAYS = 30;
const FADING = 0.9;
/** Weights are whole millionths, so that sums over them are exact in PostgreSQL and here, in whatever order they are added. */
export const UNIT = 1_000_000;
export const DAY_WEIGHTS: readonly number[] = Array.from({ length: DAYS }, (_, age) =>
  Math.round(FADING ** age * UNIT),
);

/** Sums over 30 days, each day by its weight; warmup messages included. */
export interface WeightedFigures {
  readonly weighted_sent: number;
  readonly weighted_bounced: number;
  readonly weighted_complained: number;
}

export interface ReputationRecord extends WeightedFigures {
  /** The reputation that was imported or reported, 0 to 100. */
  readonly start_reputation: number | null;
  /** Whether the account has ever sent anything from here. */
  readonly has_sent: boolean;
}

/** 0 to 100; null while nothing was sent and nobody has reported one. A message that arrives is worth 100 points. */
export function reputationOf(record: ReputationRecord): number | null {
  const { start_reputation, has_sent, weighted_sent, weighted_bounced, weighted_complained } = record;
  if (start_reputation === null && !has_sent) return null;

  const start = start_reputation ?? UNREPORTED_START;
  const earned = 100 * weighted_sent - BOUNCE_HARM * weighted_bounced - COMPLAINT_HARM * weighted_complained;
  const points = (start * PRIOR_SENDS * UNIT + earned) / (PRIOR_SENDS * UNIT + weighted_sent);
  return Math.min(100, Math.max(0, points));
}
