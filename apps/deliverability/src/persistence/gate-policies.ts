import { Injectable } from '@nestjs/common';
import type { GatePolicy, GatePolicyChanges, GatePolicyView } from '#contracts';
import { Database } from '#database';
import { uuidOf, type Id } from '#kernel';
import { DEFAULT_POLICY } from '../domain/gate.js';

/** One statement, so that of two changes at once none is lost: what is absent is read from the row that is changed. */
const CHANGE = `
  insert into gate_policy as policy
  select (jsonb_populate_record(null::gate_policy,
    $2::jsonb || $3::jsonb || jsonb_build_object('workspace_id', $1::uuid, 'version', 1, 'updated_at', $4::timestamptz))).*
  on conflict (workspace_id) do update
  set version = policy.version + 1,
    updated_at = excluded.updated_at,
    min_stage = coalesce(($3::jsonb ->> 'min_stage')::int, policy.min_stage),
    min_stage_inboxes = coalesce(($3::jsonb ->> 'min_stage_inboxes')::int, policy.min_stage_inboxes),
    min_fleet_score = coalesce(($3::jsonb ->> 'min_fleet_score')::int, policy.min_fleet_score),
    max_bounce_rate = coalesce(($3::jsonb ->> 'max_bounce_rate')::float8, policy.max_bounce_rate),
    max_complaint_rate = coalesce(($3::jsonb ->> 'max_complaint_rate')::float8, policy.max_complaint_rate),
    min_sample = coalesce(($3::jsonb ->> 'min_sample')::int, policy.min_sample)
  returning *`;

interface PolicyRow extends GatePolicy {
  readonly version: number;
  readonly updated_at: Date;
}

/** What each workspace asks of its fleet. */
@Injectable()
export class GatePolicies {
  constructor(private readonly database: Database) {}

  async of(workspaceId: Id<'ws'>): Promise<GatePolicyView> {
    const [row] = await this.database.query<PolicyRow>('select * from gate_policy where workspace_id = $1', [
      uuidOf(workspaceId),
    ]);
    return row === undefined ? { ...DEFAULT_POLICY, version: 0, updated_at: null } : viewOf(row);
  }

  async change(workspaceId: Id<'ws'>, changes: GatePolicyChanges, now: Date): Promise<GatePolicyView> {
    const [row] = await this.database.query<PolicyRow>(CHANGE, [
      uuidOf(workspaceId),
      JSON.stringify(DEFAULT_POLICY),
      JSON.stringify(changes),
      now,
    ]);
    if (row === undefined) throw new Error('an upsert always returns its row');
    return viewOf(row);
  }
}

const viewOf = (row: PolicyRow): GatePolicyView => ({
  min_stage: row.min_stage,
  min_stage_inboxes: row.min_stage_inboxes,
  min_fleet_score: row.min_fleet_score,
  max_bounce_rate: row.max_bounce_rate,
  max_complaint_rate: row.max_complaint_rate,
  min_sample: row.min_sample,
  version: row.version,
  updated_at: row.updated_at.toISOString(),
});
