import type { SqlParams, Statement } from './sql-params.js';

/** Behind every id that a list may begin after. */
const LAST_UUID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** A table with an index on `owner` and `id`, whose rows have a workspace and a status. */
export interface OwnedRows {
  readonly table: string;
  /** The column of the owner of a row, e.g. `campaign_id`. */
  readonly owner: string;
  /** The columns of the answer, `id` among them. */
  readonly columns: string;
}

/** The rows of one owner that a list shows: uuids. */
export interface OwnedList {
  readonly workspace: string;
  readonly owner: string;
  /** The last row of the page before; null for the first page. */
  readonly after: string | null;
  /** Undefined: any status. */
  readonly statuses: readonly string[] | undefined;
  readonly limit: number;
}

/** Further conditions, with their values in `params`. */
export interface Narrowing {
  readonly params: SqlParams;
  readonly where: readonly string[];
  /** The conditions leave few rows, which another index finds. */
  readonly isFew: boolean;
}

/**
 * Newest first.
 *
 * The owner is a bound and not an equality, so that the order is by the owner as well, and only the owner's own indexes
 * have that order. Among few owners PostgreSQL would else walk all rows by their key, past millions of a newer owner. Few
 * rows are better found by the index of their own condition, which needs the owner as an equality.
 */
export function newestRows(
  { table, owner, columns }: OwnedRows,
  { statuses, ...list }: OwnedList,
  { params, where, isFew }: Narrowing,
): Statement {
  const ownerId = params.bind(list.owner, 'uuid');
  const after = params.bind(list.after ?? LAST_UUID, 'uuid');
  const place = isFew
    ? [`${owner} = ${ownerId}`, `id < ${after}`]
    : [`${owner} >= ${ownerId}`, `(${owner}, id) < (${ownerId}, ${after})`];
  const conditions = [`workspace_id = ${params.bind(list.workspace, 'uuid')}`, ...place, ...where];
  if (statuses !== undefined) conditions.push(`status = any (${params.bind(statuses, 'text[]')})`);
  const sql = `
    select ${columns} from ${table} where ${conditions.join(' and ')}
    order by ${isFew ? '' : `${owner} desc, `}id desc limit ${params.bind(list.limit, 'int')}`;
  return { sql, values: params.values };
}
