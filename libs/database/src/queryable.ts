import type { NamedQuery } from './run-query.js';

/** Runs SQL: the pool (`Database`), an open transaction (`Transaction`) or the relay's own connection. */
export interface Queryable {
  /**
   * Runs one statement and resolves with its rows, also for `insert`, `update` and `delete … returning`.
   *
   * `Row` is the caller's promise and not checked: its keys must be the aliases of the statement, and its types those that
   * pg makes of the columns (`int4` number, `int8` and `numeric` string, `timestamptz` Date, `jsonb` parsed). Count with
   * `count(*)::int`.
   */
  query<Row extends object>(sql: string | NamedQuery, params?: readonly unknown[]): Promise<Row[]>;
}
