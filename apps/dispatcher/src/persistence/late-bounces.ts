import { Injectable } from '@nestjs/common';
import { Database, Outbox } from '#database';
import { idOf, uuidOf, type Id } from '#kernel';
import { lateBounceEvents, type LateBounceFacts } from '../events/late-bounce-events.js';
import { CANCEL_ARCHIVED } from './campaign-send-states.sql.js';
import { BOUNCE, REPORTED, SCHEDULE_AGAIN } from './late-bounces.sql.js';
import { identityOf, type IdentityColumns } from './send-identity.js';
import type { StoredStatus } from './stored-send.js';

/** A send that a delivery report is about. */
export type ReportedSend = LateBounceFacts['send'] & {
  readonly status: StoredStatus;
  /** A platform sent it: it is not scheduled here again. */
  readonly delegated: boolean;
  readonly attempts: number;
  /** The time at which its outcome was recorded. */
  readonly recordedAt: Date;
  readonly deliveryStartedAt: Date | null;
  /** The latest report before; null for the first one. */
  readonly reportedAt: Date | null;
};

export interface JudgedReport extends LateBounceFacts {
  readonly send: ReportedSend;
}

interface ReportedRow extends IdentityColumns {
  readonly account_id: string | null;
  readonly email: string;
  readonly variant: string | null;
  readonly status: StoredStatus;
  readonly delegated: boolean;
  readonly attempts: number;
  readonly updated_at: Date;
  readonly delivery_started_at: Date | null;
  readonly bounce_reported_at: Date | null;
}

/** Messages that bounced after their server had accepted them. */
@Injectable()
export class LateBounces {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /** The reported sends; none of another workspace than the report names. `unsent`: how many have no outcome yet. */
  async find(
    reported: readonly { readonly send_id: Id<'send'>; readonly workspace_id: Id<'ws'> }[],
  ): Promise<{ readonly sends: ReadonlyMap<Id<'send'>, ReportedSend>; readonly unsent: number }> {
    const rows = await this.database.query<ReportedRow>(REPORTED, [
      reported.map(({ send_id }) => uuidOf(send_id)),
      reported.map(({ workspace_id }) => uuidOf(workspace_id)),
    ]);
    return {
      sends: new Map(
        rows.flatMap((row) => (isOfAccount(row) ? [[idOf('send', row.id), reportedSend(row)]] : [])),
      ),
      unsent: rows.filter(({ status }) => status === 'sending' || status === 'delegated').length,
    };
  }

  /** Bounces the messages and publishes it. A message whose outcome has changed since it was found stays as it is. */
  async bounce(reports: readonly JudgedReport[], now: Date): Promise<void> {
    if (reports.length === 0) return;
    await this.database.transaction(async (tx) => {
      const rows = await tx.query<{ id: string }>(BOUNCE, [now, JSON.stringify(reports.map(rowOf))]);
      const bounced = new Set(rows.map(({ id }) => idOf('send', id)));
      await this.outbox.add(tx, lateBounceEvents(reports.filter(({ send }) => bounced.has(send.id))));
    });
  }

  /** Schedules messages of one campaign again, at the times of `bounce.retryAt`. */
  async scheduleAgain(campaign: Id<'camp'>, reports: readonly JudgedReport[], now: Date): Promise<void> {
    if (reports.length === 0) return;
    await this.database.transaction(async (tx) => {
      await tx.query(SCHEDULE_AGAIN, [now, JSON.stringify(reports.map(rowOf)), uuidOf(campaign)]);
      await tx.query(CANCEL_ARCHIVED, [now, [uuidOf(campaign)]]);
    });
  }
}

const rowOf = ({ send, bounce: { refusal, retryAt }, at }: JudgedReport) => ({
  id: uuidOf(send.id),
  settled_at: send.recordedAt,
  at,
  retry_at: retryAt,
  error_code: refusal.code,
  smtp_code: refusal.smtp_code,
  error_message: refusal.message,
});

type RowOfAccount = ReportedRow & { readonly account_id: string };

const isOfAccount = (row: ReportedRow): row is RowOfAccount => row.account_id !== null;

const reportedSend = (row: RowOfAccount): ReportedSend => ({
  ...identityOf(row),
  accountId: idOf('ea', row.account_id),
  email: row.email,
  variant: row.variant,
  status: row.status,
  delegated: row.delegated,
  attempts: row.attempts,
  recordedAt: row.updated_at,
  deliveryStartedAt: row.delivery_started_at,
  reportedAt: row.bounce_reported_at,
});
