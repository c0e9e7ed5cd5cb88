import { Injectable } from '@nestjs/common';
import type { GateDecisionView, GateVerdict } from '#contracts';
import { Database } from '#database';
import { idOf, uuidOf, type Id } from '#kernel';

const ADD = `
  insert into gate_decision (id, workspace_id, campaign_id, verdict, blocking_reasons, policy_version, decided_at)
  values ($1, $2, $3, $4, $5, $6, $7)`;

const PAGE = `
  select * from gate_decision
  where workspace_id = $1 and ($2::uuid is null or id < $2) and ($3::text[] is null or verdict = any($3))
  order by id desc
  limit $4`;

interface DecisionRow extends Pick<GateDecisionView, 'verdict' | 'blocking_reasons' | 'policy_version'> {
  readonly id: string;
  readonly workspace_id: string;
  readonly campaign_id: string | null;
  readonly decided_at: Date;
}

export interface DecisionPage {
  readonly workspaceId: Id<'ws'>;
  /** Undefined: of any verdict. */
  readonly verdict: readonly GateVerdict[] | undefined;
  /** Uuid of the last one of the page before; null for the first page. */
  readonly after: string | null;
  readonly limit: number;
}

/** What the gate answered, and why. */
@Injectable()
export class GateDecisions {
  constructor(private readonly database: Database) {}

  async add(decision: GateDecisionView): Promise<void> {
    await this.database.query(ADD, [
      uuidOf(decision.id),
      uuidOf(decision.workspace_id),
      decision.campaign_id === null ? null : uuidOf(decision.campaign_id),
      decision.verdict,
      JSON.stringify(decision.blocking_reasons),
      decision.policy_version,
      decision.decided_at,
    ]);
  }

  /** Newest first. */
  async page({ workspaceId, verdict, after, limit }: DecisionPage): Promise<GateDecisionView[]> {
    const rows = await this.database.query<DecisionRow>(PAGE, [uuidOf(workspaceId), after, verdict, limit]);
    return rows.map((row) => ({
      id: idOf('evt', row.id),
      workspace_id: idOf('ws', row.workspace_id),
      type: 'gate_decision',
      campaign_id: row.campaign_id === null ? null : idOf('camp', row.campaign_id),
      verdict: row.verdict,
      blocking_reasons: row.blocking_reasons,
      policy_version: row.policy_version,
      decided_at: row.decided_at.toISOString(),
    }));
  }

  /** Those of before are forgotten, so that the log does not grow for ever. */
  async forget(before: Date): Promise<void> {
    await this.database.query('delete from gate_decision where decided_at < $1', [before]);
  }
}
