import { Injectable } from '@nestjs/common';
import type { EventOf, LeadsDue, RecallLeads, RequestOf, ResponseOf } from '#contracts';
import { Database, Outbox, type Transaction } from '#database';
import { Clock, uuidOf, type Id } from '#kernel';
import { leftEvents } from '../events/lead-events.js';
import { endedLeads, type ChangedRow } from './lead.row.js';
import { ADD, CANCEL_OF_STOPPED, FORGET_ERASED, OF_CONTACTS, STOP } from './leads.sql.js';

/** The end of an enrollment, or the wish to take its lead back. */
export interface LeadStop {
  readonly enrollmentId: Id<'enr'>;
  readonly workspaceId: Id<'ws'>;
  readonly reason: string;
  /** A message that the platform has queued still goes. */
  readonly afterQueued: boolean;
}

interface StopRow {
  readonly enrollment_id: string;
  readonly workspace_id: string;
  readonly reason: string;
  readonly after_queued: boolean;
}

const BATCH = 5_000;

/** Enrollments of delegated campaigns, on their way to the platform and back. */
@Injectable()
export class Leads {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** Idempotent. */
  async add(events: readonly EventOf<typeof LeadsDue>[]): Promise<void> {
    const rows = events.flatMap(({ workspaceid, data }) =>
      data.leads.map(({ enrollment_id, contact_id, email, due_at }) => ({
        enrollment_id: uuidOf(enrollment_id),
        workspace_id: uuidOf(workspaceid),
        campaign_id: uuidOf(data.campaign_id),
        contact_id: uuidOf(contact_id),
        email,
        due_at,
      })),
    );
    await this.database.query(ADD, [this.clock.now(), JSON.stringify(rows)]);
  }

  /** Idempotent. An enrollment without a lead, such as one of a native campaign, is passed over. */
  async stop(stops: readonly LeadStop[]): Promise<void> {
    if (stops.length === 0) return;
    await this.database.transaction((tx) => this.stopIn(tx, stops.map(stopRow)));
  }

  /** Takes back the leads of contacts. */
  recall(ref: RequestOf<typeof RecallLeads>): Promise<ResponseOf<typeof RecallLeads>> {
    const workspace_id = uuidOf(ref.workspace_id);
    return this.database.transaction(async (tx) => {
      const params = [workspace_id, uuidOf(ref.campaign_id), ref.contact_ids.map(uuidOf)];
      const found = await tx.query<{ enrollment_id: string }>(OF_CONTACTS, params);
      const changed = await this.stopIn(
        tx,
        found.map(({ enrollment_id }) => ({
          enrollment_id,
          workspace_id,
          reason: 'contact_removed',
          after_queued: false,
        })),
      );
      const pending = changed.filter(({ status }) => status !== 'canceled').length;
      return { recalled: found.length - pending, pending };
    });
  }

  /** Cancels what waits in campaigns that are over; `more` where there may be further leads. */
  cancelOfStopped(): Promise<'more' | 'idle'> {
    return this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const rows = await tx.query<ChangedRow>(CANCEL_OF_STOPPED, [now, BATCH]);
      await settleEnded(tx, this.outbox, rows, now);
      return rows.length < BATCH ? 'idle' : 'more';
    });
  }

  private async stopIn(tx: Transaction, stops: readonly StopRow[]): Promise<ChangedRow[]> {
    if (stops.length === 0) return [];
    const now = this.clock.now();
    const rows = await tx.query<ChangedRow>(STOP, [now, JSON.stringify(stops)]);
    await settleEnded(tx, this.outbox, rows, now);
    return rows;
  }
}

/** Publishes those of the changed leads that are over. To be the last step of a transaction that changes leads. */
export async function settleEnded(
  tx: Transaction,
  outbox: Outbox,
  rows: readonly ChangedRow[],
  now: Date,
): Promise<void> {
  await outbox.add(tx, leftEvents(endedLeads(rows), now));
  const erased = rows.filter(({ leave_reason }) => leave_reason === 'contact_erased');
  if (erased.length > 0) await tx.query(FORGET_ERASED, [erased.map(({ enrollment_id }) => enrollment_id)]);
}

const stopRow = ({ enrollmentId, workspaceId, reason, afterQueued }: LeadStop): StopRow => ({
  enrollment_id: uuidOf(enrollmentId),
  workspace_id: uuidOf(workspaceId),
  reason,
  after_queued: afterQueued,
});
