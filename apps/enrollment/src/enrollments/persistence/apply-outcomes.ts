import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '#database';
import { Clock, uuidOf } from '#kernel';
import type { End } from '../domain/ending.js';
import type { Advance, Stop } from '../domain/outcome.js';
import { ADVANCE } from './apply-outcomes.sql.js';
import { EndEnrollments } from './end-enrollments.js';
import { FinishedEnrollments, type FinishedRow } from './finished-enrollments.js';

export interface Outcomes {
  readonly advances: readonly Advance[];
  readonly stops: readonly Stop[];
}

/** Moves enrollments on, or ends them. Whatever order or repetition outcomes come in, the result is the same. */
@Injectable()
export class ApplyOutcomes {
  constructor(
    private readonly database: Database,
    private readonly endEnrollments: EndEnrollments,
    private readonly finished: FinishedEnrollments,
    private readonly clock: Clock,
  ) {}

  async execute({ advances, stops }: Outcomes): Promise<void> {
    await this.database.transaction(async (tx) => {
      const completed = await advance(tx, advances);
      const ended = await this.endEnrollments.execute(tx, stops.map(endOf));
      await this.finished.settle(tx, [...completed, ...ended], this.clock.now());
    });
  }
}

/** Answers the enrollments that are over, those included that were over before. */
async function advance(tx: Transaction, advances: readonly Advance[]): Promise<FinishedRow[]> {
  if (advances.length === 0) return [];
  const stored = advances.map((each) => ({
    ...each,
    enrollment_id: uuidOf(each.enrollment_id),
    workspace_id: uuidOf(each.workspace_id),
    sent_from: each.sent_from && uuidOf(each.sent_from),
  }));
  return tx.query<FinishedRow>(ADVANCE, [JSON.stringify(stored)]);
}

/** A bounce may be reported after the last step; a failure ends only the step that was awaited. */
const endOf = ({ status, reason, step_number, dead_address, ...place }: Stop): End => ({
  ...place,
  status,
  reason,
  awaited_step: status === 'failed' ? step_number : null,
  suppressed_address: dead_address?.toLowerCase() ?? null,
});
