import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '#database';
import { Clock, idOf, uuidOf, type Id } from '#kernel';
import { CampaignReplicas } from '../../campaigns/index.js';
import type { Advance, Stop } from '../domain/outcome.js';
import { ADVANCE, STOP } from './apply-outcomes.sql.js';

export interface Outcomes {
  readonly advances: readonly Advance[];
  readonly stops: readonly Stop[];
}

/** Moves enrollments on, or ends them. Whatever order or repetition outcomes come in, the result is the same. */
@Injectable()
export class ApplyOutcomes {
  constructor(
    private readonly database: Database,
    private readonly replicas: CampaignReplicas,
    private readonly clock: Clock,
  ) {}

  async execute({ advances, stops }: Outcomes): Promise<void> {
    await this.database.transaction(async (tx) => {
      const sent = advances.map((each) => ({ ...each, sent_from: each.sent_from && uuidOf(each.sent_from) }));
      const finished = [...(await apply(tx, ADVANCE, sent)), ...(await apply(tx, STOP, stops))];
      await this.replicas.wakeFinished(tx, finished, this.clock.now());
    });
  }
}

/** Answers the campaigns in which an enrollment is finished now. */
async function apply(
  tx: Transaction,
  sql: string,
  outcomes: readonly Pick<Advance, 'enrollment_id' | 'workspace_id'>[],
): Promise<Id<'camp'>[]> {
  if (outcomes.length === 0) return [];
  const stored = outcomes.map((outcome) => ({
    ...outcome,
    enrollment_id: uuidOf(outcome.enrollment_id),
    workspace_id: uuidOf(outcome.workspace_id),
  }));
  const rows = await tx.query<{ campaign_id: string }>(sql, [JSON.stringify(stored)]);
  return rows.map(({ campaign_id }) => idOf('camp', campaign_id));
}
