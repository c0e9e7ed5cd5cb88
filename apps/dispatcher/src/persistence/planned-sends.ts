import { Injectable } from '@nestjs/common';
import type { EventOf, StepsDue } from '#contracts';
import { Database } from '#database';
import { uuidOf } from '#kernel';
import { CANCEL_ARCHIVED } from './campaign-send-states.sql.js';
import { recipientWindows } from './due-times.js';
import { LostTime } from './lost-time.js';
import { PLAN_SENDS, UNASSIGN_REMOVED, WAKE_CAMPAIGNS_AT } from './planned-sends.sql.js';

interface PlannedStep {
  readonly campaign_id: string;
  readonly due_at: string;
  readonly time_zone: string | null;
}

@Injectable()
export class PlannedSends {
  constructor(
    private readonly database: Database,
    private readonly lostTime: LostTime,
  ) {}

  /** Plans one send per enrollment and step, however often its event comes; resolves with how many are new. */
  async plan(events: readonly EventOf<typeof StepsDue>[], now: Date): Promise<number> {
    const due = events.flatMap(({ workspaceid, data }) =>
      data.steps.map((step) => ({
        workspace_id: uuidOf(workspaceid),
        campaign_id: uuidOf(data.campaign_id),
        enrollment_id: uuidOf(step.enrollment_id),
        contact_id: uuidOf(step.contact_id),
        email: step.email,
        step_id: uuidOf(step.step_id),
        step_number: step.step_number,
        due_at: step.due_at,
        time_zone: step.time_zone ?? null,
      })),
    );
    const steps = await this.inWindows(due);
    const campaigns = steps.map(({ campaign_id }) => campaign_id);
    const planned = await this.database.transaction(async (tx) => {
      const [row] = await tx.query<{ planned: number }>(PLAN_SENDS, [now, JSON.stringify(steps)]);
      const firstDueAt = new Date(Math.min(...steps.map(({ due_at }) => Date.parse(due_at))));
      await this.lostTime.endIn(tx, { campaigns: [...new Set(campaigns)], firstDueAt }, now);
      return row?.planned ?? 0;
    });
    const followUps = steps.filter(({ step_number }) => step_number > 1);
    if (followUps.length > 0) {
      const named = followUps.map((step) => step.enrollment_id);
      await this.database.query(UNASSIGN_REMOVED, [named, now, followUps.map((step) => step.workspace_id)]);
    }
    await this.database.query(WAKE_CAMPAIGNS_AT, [
      campaigns,
      steps.map(({ due_at }) => due_at),
      steps.map(({ workspace_id }) => workspace_id),
    ]);
    await this.database.query(CANCEL_ARCHIVED, [now, [...new Set(campaigns)]]);
    return planned;
  }

  /**
   * Where windows count in the zones of contacts, a step is due at the first instant at which its contact's window is
   * open, so that claims hardly ever defer a send. A campaign that is not stored yet moves its sends when it is.
   */
  private async inWindows<Step extends PlannedStep>(
    steps: readonly Step[],
  ): Promise<(Step & { closes_at: Date | null })[]> {
    const campaigns = new Set(steps.map(({ campaign_id }) => campaign_id));
    const windows = await recipientWindows(this.database, [...campaigns]);

    return steps.map((step) => {
      const dueAt = new Date(step.due_at);
      const interval = windows.get(step.campaign_id)?.openAt(step.time_zone, dueAt);
      if (interval === undefined) return { ...step, closes_at: null };
      const { from, until } = interval;
      return { ...step, due_at: from > dueAt ? from.toISOString() : step.due_at, closes_at: until };
    });
  }
}
