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

/**
 * Newest first. `where` has further conditions, with their values in `params`.
 *
 * The owner is a bound and not an equality, so that the order is by the owner as well, and only the owner's own indexes
 * have that order. Among few owners PostgreSQL would else walk all rows by their key, past millions of a newer owner.
 */
export function newestRows(
  { table, owner, columns }: OwnedRows,
  { statuses, ...list }: OwnedList,
  { params, where }: { readonly params: SqlParams; readonly where: readonly string[] },
): Statement {
  const ownerId = params.bind(list.owner, 'uuid');
  const conditions = [
    `workspace_id = ${params.bind(list.workspace, 'uuid')}`,
    `${owner} >= ${ownerId}`,
    `(${owner}, id) < (${ownerId}, ${params.bind(list.after ?? LAST_UUID, 'uuid')})`,
    ...where,
  ];
  if (statuses !== undefined) conditions.push(`status = any (${params.bind(statuses, 'text[]')})`);
  const sql = `
    select ${columns} from ${table} where ${conditions.join(' and ')}
    order by ${owner} desc, id desc limit ${params.bind(list.limit, 'int')}`;
  return { sql, values: params.values };
}
