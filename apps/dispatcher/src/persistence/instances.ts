import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import { idOf } from '#kernel';
import { refusalOf, type Outcome } from '../domain/outcome.js';
import { DeliveryAttempts, type Result } from './delivery-attempts.js';
import { identityOf, type IdentityColumns } from './send-identity.js';

/** A process that was not seen for this long is dead: three beats. */
export const DEAD_AFTER = `interval '15 seconds'`;

/**
 * Stores a beat of $1 and returns whether the beat before came in time. After an outage of the database every process
 * looks dead: a process that reaped at its first beat would take the sends of others that are about to beat as well.
 */
const BEAT = `
with before as (
  select seen_at > clock_timestamp() - ${DEAD_AFTER} as in_time from dispatcher_instance where id = $1
)
insert into dispatcher_instance (id, seen_at) values ($1, clock_timestamp())
on conflict (id) do update set seen_at = clock_timestamp()
returning coalesce((select in_time from before), false) as steady`;

const LEAVE = 'delete from dispatcher_instance where id = $1';

/** Deletes dead processes without claimed sends. */
const FORGET_DEAD = `
delete from dispatcher_instance i
where i.seen_at < clock_timestamp() - ${DEAD_AFTER}
  and not exists (select from send s where s.status = 'sending' and s.claimed_by = i.id)`;

/** Up to $1 claimed sends of dead processes. */
const ABANDONED = `
select s.id, s.claim_id, s.claimed_by, s.workspace_id, s.campaign_id, s.enrollment_id, s.contact_id, s.email, s.step_id,
  s.step_number, s.account_id, s.attempts, s.delivery_started_at is not null as started, s.message_id, s.subject,
  s.variant
from send s
where s.status = 'sending' and not exists (
  select from dispatcher_instance i where i.id = s.claimed_by and i.seen_at > clock_timestamp() - ${DEAD_AFTER}
)
order by s.id limit $1
for update of s skip locked`;

const BATCH = 1_000;

interface AbandonedRow extends IdentityColumns {
  readonly claim_id: string;
  readonly claimed_by: string;
  readonly email: string;
  readonly account_id: string;
  readonly started: boolean;
  readonly message_id: string | null;
  readonly subject: string | null;
  readonly variant: string | null;
}

/** This process among the replicas: its claims carry the id. Injected. */
export class Instance {
  constructor(readonly id: string) {}
}

/** The dispatcher processes that are alive, and the sends that dead ones left behind. */
@Injectable()
export class Instances {
  constructor(
    private readonly database: Database,
    private readonly deliveryAttempts: DeliveryAttempts,
  ) {}

  /** Stores a heartbeat; resolves with whether the previous one came in time. */
  async beat(instance: string): Promise<boolean> {
    const [row] = await this.database.query<{ steady: boolean }>(BEAT, [instance]);

    return row?.steady ?? false;
  }

  async leave(instance: string): Promise<void> {
    await this.database.query(LEAVE, [instance]);
  }

  /** Takes over the claims of dead processes: unstarted sends are scheduled again, started ones become indeterminate. */
  async reap(now: Date): Promise<number> {
    let reaped = 0;
    for (;;) {
      const batch = await this.reapBatch(now);
      reaped += batch;
      if (batch < BATCH) break;
    }
    await this.database.query(FORGET_DEAD);

    return reaped;
  }

  private reapBatch(now: Date): Promise<number> {
    return this.database.transaction(async (tx) => {
      const rows = await tx.query<AbandonedRow>(ABANDONED, [BATCH]);
      const results = rows.map((row) => resultOf(row, now));
      if (results.length > 0) await this.deliveryAttempts.recordIn(tx, results, now);

      return rows.length;
    });
  }
}

const LOST: Outcome = {
  kind: 'indeterminate',
  refusal: refusalOf('process_lost', 'the process died while it was delivering the message'),
};

const resultOf = (row: AbandonedRow, now: Date): Result => ({
  ...identityOf(row),
  claimId: row.claim_id,
  claimedBy: row.claimed_by,
  accountVersion: null,
  smtpHost: null,
  accountId: idOf('ea', row.account_id),
  email: row.email,
  message: row.started
    ? { messageId: row.message_id ?? '', subject: row.subject ?? '', variant: row.variant }
    : null,
  outcome: row.started ? LOST : { kind: 'released' },
  at: now,
});
