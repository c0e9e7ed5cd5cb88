import { STAGES, thresholdOf, type Stage } from '../../health/domain/warmup-stage.js';

/** Messages that an account of each stage sends on one day of its zone at most; null: as many as its own limit. */
const CEILINGS: Readonly<Record<Stage, number | null>> = { 0: 10, 1: 15, 2: 25, 3: 40, 4: 60, 5: null };

export const rampLimit = (stage: Stage): number | null => CEILINGS[stage];

/** Each stage with its least figures and its ceiling, for a query over many accounts. */
export const rampSteps = (now: Date) =>
  STAGES.map(({ stage }) => ({ stage, ...thresholdOf(stage, now), ramp_limit: rampLimit(stage) }));
