import { Injectable } from '@nestjs/common';
import type { ListGateDecisions, RequestOf } from '#contracts';
import { Database } from '#database';
import { idOf, notFound, uuidOf, type Id } from '#kernel';
import { uuidIn } from '#messaging';
import type { GateDecision } from '../domain/gate.js';

/** Decisions are kept for 90 days, so that the log does not grow for ever. */
const RETENTION_MS = 90 * 86_400_000;

const ADD = `
  insert into gate_decision select * from jsonb_populate_record(null::gate_decision, $1)`;

const PAGE = `
  select * from gate_decision
  where workspace_id = $1 and ($2::uuid is null or id < $2) and ($3::text[] is null or verdict = any($3))
    and ($5::uuid[] is null or campaign_id = any($5))
  order by id desc
  limit $4`;

const GET = 'select * from gate_decision where workspace_id = $1 and id = $2';

type DecisionRow = Omit<GateDecision, 'id' | 'workspace_id' | 'campaign_id'> & {
  readonly id: string;
  readonly workspace_id: string;
  readonly campaign_id: string | null;
};

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

  /** Newest first; one row more than a page tells whether there is a next page. */
  async page(query: RequestOf<typeof ListGateDecisions>): Promise<GateDecision[]> {
    const { workspace_id, verdict, campaign_id, cursor, page_size } = query;
    const params = [
      uuidOf(workspace_id),
      uuidIn(cursor, 'evt'),
      verdict,
      page_size + 1,
      campaign_id?.map(uuidOf),
    ];
    const rows = await this.database.query<DecisionRow>(PAGE, params);
    return rows.map(decisionOf);
  }

  /** @throws DomainError `not_found` for one that the workspace does not have */
  async get(workspaceId: Id<'ws'>, id: Id<'evt'>): Promise<GateDecision> {
    const [row] = await this.database.query<DecisionRow>(GET, [uuidOf(workspaceId), uuidOf(id)]);
    if (row === undefined) throw notFound('decision', id);
    return decisionOf(row);
  }

  async deleteExpired(now: Date): Promise<void> {
    const before = new Date(now.getTime() - RETENTION_MS);
    await this.database.query('delete from gate_decision where decided_at < $1', [before]);
  }
}

const decisionOf = (row: DecisionRow): GateDecision => ({
  ...row,
  id: idOf('evt', row.id),
  workspace_id: idOf('ws', row.workspace_id),
  campaign_id: row.campaign_id === null ? null : idOf('camp', row.campaign_id),
});
