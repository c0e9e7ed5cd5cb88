import { Database, type Transaction } from '#database';
import type { EnrollmentHarness } from './enrollment-harness.js';

interface PlanNode {
  readonly 'Subplan Name'?: string;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly Plans?: readonly PlanNode[];
}

interface Explained {
  readonly 'QUERY PLAN': readonly { readonly Plan: PlanNode }[];
}

/** A node counts the blocks of those below it, but a writing CTE runs after its statement, so it counts by itself. */
function blocksOf(node: PlanNode, isRoot = true): number {
  const own = isRoot || node['Subplan Name']?.startsWith('CTE') === true;
  const below = (node.Plans ?? []).map((child) => blocksOf(child, false));
  const counted = own ? node['Shared Hit Blocks'] + node['Shared Read Blocks'] : 0;
  return below.reduce((sum, blocks) => sum + blocks, counted);
}

/** How many blocks the statements of the transactions in `work` touch at most: each is explained, taken back, and run. */
export async function blocksRead(harness: EnrollmentHarness, work: () => Promise<unknown>): Promise<number> {
  const database = harness.get(Database);
  const begin = database.transaction.bind(database);
  let blocks = 0;
  database.transaction = (run) =>
    begin((tx) => {
      const query: Transaction['query'] = tx.query.bind(tx);
      tx.query = async (sql, params) => {
        await query('savepoint before_explain');
        const explain = `explain (analyze, buffers, timing off, format json) ${typeof sql === 'string' ? sql : sql.text}`;
        for (const { 'QUERY PLAN': plans } of await query<Explained>(explain, params)) {
          for (const { Plan } of plans) blocks += blocksOf(Plan);
        }
        await query('rollback to savepoint before_explain');
        return query(sql, params);
      };
      return run(tx);
    });
  try {
    await work();
  } finally {
    database.transaction = begin;
  }
  return blocks;
}
