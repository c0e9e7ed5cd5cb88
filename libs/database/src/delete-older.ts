import type { Queryable } from './queryable.js';

const BATCH_SIZE = 5_000;

/** A table whose rows are deleted by their age. */
export interface AgingTable {
  readonly table: string;
  /** The columns of a unique key. */
  readonly key: readonly string[];
  /** The column of the instant from which the age counts. */
  readonly age: string;
}

/**
 * Deletes the oldest rows from before an instant, at most 5,000, so that the statement is short. Rows that another process
 * deletes at the same time are passed over. The order lets PostgreSQL use the index of the age for a few rows of many.
 */
export async function deleteOlder(
  on: Queryable,
  { table, key, age }: AgingTable,
  before: Date,
): Promise<'more' | 'done'> {
  const isOld = key.map((column) => `${table}.${column} = old.${column}`).join(' and ');
  const sql = `
    with old as (
      select ${key.join(', ')} from ${table} where ${age} < $1
      order by ${age} limit ${BATCH_SIZE} for update skip locked
    ), deleted as (
      delete from ${table} using old where ${isOld} returning 1
    )
    select count(*)::int as rows from deleted`;
  const [deleted] = await on.query<{ rows: number }>(sql, [before]);
  return deleted?.rows === BATCH_SIZE ? 'more' : 'done';
}
