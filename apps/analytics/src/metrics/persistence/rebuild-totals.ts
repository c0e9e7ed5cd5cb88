import { Client } from 'pg';
import {
  CLEAR,
  HOLD_OFF_CONSUMERS,
  REBUILD_CONTACT_FACTS,
  REBUILD_HOUR_TOTALS,
  REBUILD_STEP_TOTALS,
} from './rebuild-totals.sql.js';

const STATEMENTS = [
  HOLD_OFF_CONSUMERS,
  ...CLEAR,
  REBUILD_CONTACT_FACTS,
  REBUILD_STEP_TOTALS,
  REBUILD_HOUR_TOTALS,
];

/**
 * Counts everything anew from the stored facts of messages, in one transaction. On a connection of its own, without
 * the time limit that statements of a service have: it reads every fact.
 */
export async function rebuildTotals(url: string): Promise<void> {
  const client = new Client({
    connectionString: url,
    application_name: 'nimbus-analytics-rebuild',
    options: '-c search_path=analytics',
  });

  await client.connect();
  try {
    await client.query('begin');
    for (const statement of STATEMENTS) await client.query(statement);
    await client.query('commit');
  } finally {
    await client.end(); // without a commit this rolls back
  }
}
