import { Injectable } from '@nestjs/common';
import type { RemoveEnrollments as RemoveEnrollmentsRequest, RequestOf } from '#contracts';
import { Database } from '#database';
import { Clock, uuidOf } from '#kernel';
import { finishedColumns } from './end-enrollments.sql.js';
import { FinishedEnrollments, type FinishedRow } from './finished-enrollments.js';

/**
 * Takes the contacts $3 out of the campaign $2 of the workspace $1, at $4. With $5 the step that was published already is
 * not wanted any more either; else the enrollment keeps it until its outcome is known. In a delegated campaign it does not: its
 * platform may take the contact out without any outcome, for which the campaign would wait for ever.
 */
const REMOVE_CONTACTS = `
  with named as materialized (
    select id, status in ('pending', 'active') as under_way, (
        select delegated from campaign_replica where campaign_replica.campaign_id = enrollment.campaign_id
      ) as delegated
    from enrollment
    where workspace_id = $1 and campaign_id = $2 and contact_id = any($3::uuid[])
      and (status in ('pending', 'active') or (status = 'removed' and awaiting_step is not null))
    order by id
    for update
  )
  update enrollment e set
    status = 'removed',
    stop_reason = case when under_way then 'removed' else e.stop_reason end,
    finished_at = coalesce(e.finished_at, $4),
    next_step_at = null,
    awaiting_step = case when $5 or delegated then null else e.awaiting_step end
  from named where e.id = named.id
  returning ${finishedColumns('e', 'under_way')}`;

@Injectable()
export class RemoveEnrollments {
  constructor(
    private readonly database: Database,
    private readonly finished: FinishedEnrollments,
    private readonly clock: Clock,
  ) {}

  /** Answers how many were under way. */
  execute(command: RequestOf<typeof RemoveEnrollmentsRequest>): Promise<number> {
    const { workspace_id, campaign_id, contact_ids, stop_pending_sends } = command;
    return this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const rows = await tx.query<FinishedRow>(REMOVE_CONTACTS, [
        uuidOf(workspace_id),
        uuidOf(campaign_id),
        contact_ids.map(uuidOf),
        now,
        stop_pending_sends,
      ]);
      await this.finished.settle(tx, rows, now);
      return rows.filter(({ is_news }) => is_news).length;
    });
  }
}
