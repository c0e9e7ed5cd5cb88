import { escapeLiteral } from 'pg';
import type { ComposedStatement } from './prepared-statement.js';
import type { SqlParams } from './sql-params.js';

/** Behind every id that a list may begin after. */
const LAST_UUID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** Known to the planner, which expects a tenth of all rows of a limit that is a parameter. */
const LARGEST_PAGE = 501;

/** A table with an index on `owner` and `id`, whose rows have a workspace and a status. */
export interface OwnedRows {
  readonly table: string;
  /** The column that says whose a row is, e.g. `campaign_id`. */
  readonly owner: string;
  /** What is shown of a row, `id` among it. */
  readonly columns: string;
}

/** Which rows of one owner a list has: uuids. */
export interface OwnedList {
  readonly workspace: string;
  readonly owner: string;
  /** The last one of the page before; null for the first page. */
  readonly after: string | null;
  /** Of a fixed set: each is planned for. Undefined: in any status. */
  readonly statuses: readonly string[] | undefined;
  readonly limit: number;
}

/**
 * Newest first. Which index is best depends on the status: a single one is written into the text, which then can be
 * planned once. `where` has further conditions, with their values in `params`.
 *
 * The owner is a bound and not an equality, so that the order is by it as well and only its own indexes have that. Among
 * few owners PostgreSQL would rather walk all rows by their key, past millions of a newer owner.
 */
export function newestRows(
  { table, owner, columns }: OwnedRows,
  { statuses, ...list }: OwnedList,
  { params, where }: { readonly params: SqlParams; readonly where: readonly string[] },
): ComposedStatement {
  const [status, ...others] = statuses ?? [];
  const isOneStatus = status !== undefined && others.length === 0;
  const ownerId = params.bind(list.owner, 'uuid');
  const conditions = [
    `workspace_id = ${params.bind(list.workspace, 'uuid')}`,
    `${owner} >= ${ownerId}`,
    `(${owner}, id) < (${ownerId}, ${params.bind(list.after ?? LAST_UUID, 'uuid')})`,
    ...where,
  ];
  if (isOneStatus) conditions.push(`status = ${escapeLiteral(status)}`);
  else if (statuses !== undefined) conditions.push(`status = any (${params.bind(statuses, 'text[]')})`);
  const sql = `
    select * from (
      select ${columns} from ${table} where ${conditions.join(' and ')}
      order by ${owner} desc, id desc limit ${Math.max(LARGEST_PAGE, list.limit)}
    ) newest
    order by ${owner} desc, id desc limit ${params.bind(list.limit, 'int')}`;
  return { sql, values: params.values, isPlannedOnce: isOneStatus || statuses === undefined };
}
