import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import { idOf, uuidOf, type Id } from '#kernel';
import type { GateDecision } from '../domain/gate.js';

/** Decisions are kept for 90 days, so that the log does not grow for ever. */
const KEPT_MS = 90 * 86_400_000;

const ADD = `
  insert into gate_decision select * from jsonb_populate_record(null::gate_decision, $1)`;

const PAGE = `
  select * from gate_decision
  where workspace_id = $1 and ($2::uuid is null or id < $2) and ($3::text[] is null or verdict = any($3))
  order by id desc
  limit $4`;

type DecisionRow = Omit<GateDecision, 'id' | 'workspace_id' | 'campaign_id'> & {
  readonly id: string;
  readonly workspace_id: string;
  readonly campaign_id: string | null;
};

export interface DecisionPage {
  readonly workspace_id: Id<'ws'>;
  /** Undefined: of any verdict. */
  readonly verdict?: readonly GateDecision['verdict'][] | undefined;
  /** Uuid of the last one of the page before; null for the first page. */
  readonly after: string | null;
  readonly limit: number;
}

/** The answers of the gate, with their reasons. */
@Injectable()
export class GateDecisions {
  constructor(private readonly database: Database) {}

  async add(decision: GateDecision): Promise<void> {
    const row: DecisionRow = {
      ...decision,
      id: uuidOf(decision.id),
      workspace_id: uuidOf(decision.workspace_id),
      campaign_id: decision.campaign_id === null ? null : uuidOf(decision.campaign_id),
    };
    await this.database.query(ADD, [JSON.stringify(row)]);
  }

  /** Newest first. */
  async page({ workspace_id, verdict, after, limit }: DecisionPage): Promise<GateDecision[]> {
    const rows = await this.database.query<DecisionRow>(PAGE, [uuidOf(workspace_id), after, verdict, limit]);
    return rows.map((row) => ({
      ...row,
      id: idOf('evt', row.id),
      workspace_id: idOf('ws', row.workspace_id),
      campaign_id: row.campaign_id === null ? null : idOf('camp', row.campaign_id),
    }));
  }

  async deleteExpired(now: Date): Promise<void> {
    const before = new Date(now.getTime() - KEPT_MS);
    await this.database.query('delete from gate_decision where decided_at < $1', [before]);
  }
}
