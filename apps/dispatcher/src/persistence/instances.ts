import { Database } from '#database';
import { idOf } from '#kernel';
import { Injectable } from '@nestjs/common';
import { refusalOf, type Outcome } from '../domain/outcome.js';
import { HandOvers, type Result } from './delivery-attempts.js';
import { ABANDONED, BEAT, FORGET_DEAD, LEAVE } from './instance.sql.js';

const BATCH = 1_000;

interface AbandonedRow {
  readonly id: string;
  readonly claim_id: string;
  readonly claimed_by: string;
  readonly workspace_id: string;
  readonly campaign_id: string;
  readonly enrollment_id: string;
  readonly contact_id: string;
  readonly email: string;
  readonly step_id: string;
  readonly step_number: number;
  readonly account_id: string;
  readonly begun: boolean;
  readonly message_id: string | null;
  readonly subject: string | null;
  readonly variant: string | null;
}

/** Which processes are alive, and what the dead ones left behind. */
@Injectable()
export class Instances {
  constructor(
    private readonly database: Database,
    private readonly handOvers: HandOvers,
  ) {}

  /** A sign of life; resolves with whether the one before came in time, too. */
  async beat(instance: string): Promise<boolean> {
    const [row] = await this.database.query<{ steady: boolean }>(BEAT, [instance]);

    return row?.steady ?? false;
  }

  async leave(instance: string): Promise<void> {
    await this.database.query(LEAVE, [instance]);
  }

  /** Takes over what dead processes had claimed: what had not begun waits again, and of the rest nobody knows. */
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
      if (results.length > 0) await this.handOvers.recordIn(tx, results, now);

      return rows.length;
    });
  }
}

const LOST: Outcome = {
  kind: 'indeterminate',
  refusal: refusalOf('process_lost', 'the process died while it was handing the message over'),
};

const resultOf = (row: AbandonedRow, now: Date): Result => ({
  uuid: row.id,
  claimId: row.claim_id,
  claimedBy: row.claimed_by,
  accountVersion: null,
  id: idOf('send', row.id),
  workspaceId: idOf('ws', row.workspace_id),
  campaignId: idOf('camp', row.campaign_id),
  enrollmentId: idOf('enr', row.enrollment_id),
  contactId: idOf('cont', row.contact_id),
  stepId: idOf('step', row.step_id),
  stepNumber: row.step_number,
  accountId: idOf('ea', row.account_id),
  email: row.email,
  letter: row.begun
    ? { messageId: row.message_id ?? '', subject: row.subject ?? '', variant: row.variant }
    : null,
  outcome: row.begun ? LOST : { kind: 'released' },
  at: now,
});
