import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import { uuidOf, type Id } from '#kernel';
import { DEFAULT_POLICY, type GatePolicy, type VersionedPolicy } from '../domain/gate.js';

type PolicyChanges = { readonly [Field in keyof GatePolicy]?: GatePolicy[Field] | undefined };

const POLICY_COLUMNS = `min_stage, min_stage_inboxes, min_fleet_score, max_bounce_rate, max_complaint_rate, min_sample,
  version, updated_at`;

/** One statement, so that of two changes at once none is lost: an absent field is read from the row that is changed. */
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
  returning ${POLICY_COLUMNS}`;

const GET = `
  select ${POLICY_COLUMNS} from gate_policy where workspace_id = $1`;

/** The gate's policy of each workspace. */
@Injectable()
export class GatePolicies {
  constructor(private readonly database: Database) {}

  async get(workspaceId: Id<'ws'>): Promise<VersionedPolicy> {
    const [policy] = await this.database.query<VersionedPolicy>(GET, [uuidOf(workspaceId)]);
    return policy ?? { ...DEFAULT_POLICY, version: 0, updated_at: null };
  }

  async change(workspaceId: Id<'ws'>, changes: PolicyChanges, now: Date): Promise<VersionedPolicy> {
    const [policy] = await this.database.query<VersionedPolicy>(CHANGE, [
      uuidOf(workspaceId),
      JSON.stringify(DEFAULT_POLICY),
      JSON.stringify(changes),
      now,
    ]);
    if (policy === undefined) throw new Error('an upsert always returns its row');
    return policy;
  }
}
