import { GatePolicy } from '#contracts';
import { DEFAULT_POLICY } from '../domain/gate.js';

type Field = keyof GatePolicy;

const TYPES = {
  min_stage: 'int',
  min_stage_inboxes: 'int',
  min_fleet_score: 'int',
  max_bounce_rate: 'float8',
  max_complaint_rate: 'float8',
  min_sample: 'int',
  mode: 'text',
  auto_pause_min_sample: 'int',
  auto_pause_max_bounce_rate: 'float8',
  auto_pause_max_complaint_rate: 'float8',
  account_pause_min_sample: 'int',
  account_pause_max_bounce_rate: 'float8',
  warmup_ramp: 'boolean',
} as const satisfies Record<Field, string>;

const FIELDS = GatePolicy.keyof().options;

/**
 * A field of the policy in a statement that joins `left join gate_policy policy`. A workspace without a row has the default,
 * and a field that an earlier version did not write has it as well.
 */
export const policyField = (field: Field): string =>
  `coalesce(policy.${field}, '${DEFAULT_POLICY[field]}'::${TYPES[field]})`;

const POLICY_COLUMNS = `
  ${FIELDS.map((field) => `${policyField(field)} as ${field}`).join(', ')}, policy.version, policy.updated_at`;

/** One statement, so that of two changes at once none is lost: an absent field is read from the row that is changed. */
export const CHANGE = `
  insert into gate_policy as policy
  select (jsonb_populate_record(null::gate_policy,
    $2::jsonb || $3::jsonb || jsonb_build_object('workspace_id', $1::uuid, 'version', 1, 'updated_at', $4::timestamptz))).*
  on conflict (workspace_id) do update
  set version = policy.version + 1,
    updated_at = excluded.updated_at,
    ${FIELDS.map((field) => `${field} = coalesce(($3::jsonb ->> '${field}')::${TYPES[field]}, policy.${field})`).join(', ')}
  returning ${POLICY_COLUMNS}`;

export const GET = `
  select ${POLICY_COLUMNS} from gate_policy policy where workspace_id = $1`;
