import { Injectable } from '@nestjs/common';
import { Database, Outbox } from '#database';
import { Clock, idOf } from '#kernel';
import { dueEvents, type DueStep } from '../events/due-events.js';
import { CLAIM_DUE_STEPS, NEXT_DUE_STEP } from './publish-due-steps.sql.js';

/** Due rows that are claimed by one statement. */
const CLAIM_SIZE = 5_000;

type Uuids = Record<'enrollment_id' | 'workspace_id' | 'campaign_id' | 'contact_id', string>;
type DueRow = Omit<DueStep, keyof Uuids> & Uuids;

/** Hands follow-ups that fell due to whoever sends them. A row that is handed over waits for its outcome. */
@Injectable()
export class PublishDueSteps {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** Answers when the next one is due, once there is none to claim now. */
  async execute(): Promise<'more' | { readonly nextAt: Date | null }> {
    const nextAt = await this.nextDueAt();
    if (nextAt === null || nextAt > this.clock.now()) return { nextAt };

    const claimed = await this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const due = await tx.query<DueRow>(CLAIM_DUE_STEPS, [now, CLAIM_SIZE]);
      await this.outbox.add(tx, dueEvents(due.map(dueStepOf), now));
      return due.length;
    });
    return claimed > 0 ? 'more' : { nextAt }; // another replica has claimed it
  }

  /** Takes neither lock nor transaction. */
  private async nextDueAt(): Promise<Date | null> {
    const [row] = await this.database.query<{ next_at: Date | null }>(NEXT_DUE_STEP);
    return row?.next_at ?? null;
  }
}

const dueStepOf = (row: DueRow): DueStep => ({
  ...row,
  enrollment_id: idOf('enr', row.enrollment_id),
  workspace_id: idOf('ws', row.workspace_id),
  campaign_id: idOf('camp', row.campaign_id),
  contact_id: idOf('cont', row.contact_id),
});
