const DAY_MS = 86_400_000;

/** A stage needs all three figures. Each row needs at least as much as the row before it. */
export const STAGES = [
  { stage: 0, days: 0, sends: 0, reputation: 0 },
  { stage: 1, days: 0, sends: 1, reputation: 0 },
  { stage: 2, days: 5, sends: 30, reputation: 60 },
  { stage: 3, days: 14, sends: 150, reputation: 75 },
  { stage: 4, days: 21, sends: 300, reputation: 80 },
  { stage: 5, days: 30, sends: 500, reputation: 85 },
] as const;

export type Stage = (typeof STAGES)[number]['stage'];

export interface WarmupRecord {
  readonly startedAt: Date | null;
  /** Messages that left and did not bounce. */
  readonly sends: number;
  /** 0 to 100; null, an unknown reputation, counts as 0. */
  readonly reputation: number | null;
}

export function warmupStage(record: WarmupRecord, now: Date): Stage {
  const days = daysWarming(record.startedAt, now);
  const reached = STAGES.filter(
    (row) => days >= row.days && record.sends >= row.sends && (record.reputation ?? 0) >= row.reputation,
  );
  return reached.at(-1)?.stage ?? 0;
}

/** Whole days; 0 before the first send. */
export const daysWarming = (startedAt: Date | null, now: Date): number =>
  startedAt === null ? 0 : Math.max(0, Math.floor((now.getTime() - startedAt.getTime()) / DAY_MS));

/** The least figures of `stage`, for a query over a whole fleet. */
export function thresholdOf(stage: Stage, now: Date) {
  const { days, sends, reputation } = STAGES[stage];
  return { started_by: new Date(now.getTime() - days * DAY_MS), sends, reputation };
}
