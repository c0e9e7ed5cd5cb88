import { SqlParams, type Statement } from '#database';
import { firstPosition } from './first-position.js';

/** Events of one workspace, in the order of their positions. */
export interface EventRange {
  /** A uuid. */
  readonly workspace: string;
  readonly campaign: string | undefined;
  readonly types: readonly string[] | undefined;
  /** `asc`: those behind `position`; `desc`: those before it. */
  readonly order: 'asc' | 'desc';
  readonly position: string;
  readonly limit: number;
}

/**
 * Each type has an index in the order of the positions, so that a rare type is found without reading past the others:
 * the first events of each type are read, and the first of all of them are taken.
 */
export function eventsIn({ types, ...range }: EventRange): Statement {
  const params = new SqlParams();
  const limit = params.bind(range.limit, 'int');
  const conditions = conditionsOf(range, params);
  const first = (where: readonly string[]): string => `
    select id, type, created_at, workspace_id, data, position from event where ${where.join(' and ')}
    order by position ${range.order} limit ${limit}`;
  if (types === undefined) return { sql: first(conditions), values: params.values };
  const sql = `
    select event.* from unnest(${params.bind(types, 'text[]')}) as wanted (type)
    cross join lateral (${first([...conditions, 'event.type = wanted.type'])}) event
    order by position ${range.order} limit ${limit}`;
  return { sql, values: params.values };
}

const conditionsOf = (
  { workspace, campaign, order, position }: Omit<EventRange, 'types'>,
  params: SqlParams,
): string[] => [
  `workspace_id = ${params.bind(workspace, 'uuid')}`,
  ...(campaign === undefined ? [] : [`campaign_id = ${params.bind(campaign, 'uuid')}`]),
  `position ${order === 'asc' ? '>' : '<'} ${params.bind(position, 'bigint')}`,
];

/** The position of the event $2 of the workspace $1. */
export const POSITION_OF = 'select position from event where workspace_id = $1 and id = $2';

/** The position before the first event that was stored after $2; null where there is none. */
export const POSITION_AT = `select (${firstPosition('$1', 'stored_at > $2')}) - 1 as position`;

export const NEWEST_POSITION = `
  select position from event where workspace_id = $1 order by position desc limit 1`;
