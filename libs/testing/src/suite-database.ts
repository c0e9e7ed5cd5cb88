import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { eventually } from './eventually.js';

/** After a pool ends, the server needs a moment to close its connections, longer on a busy machine. */
const LEAK_GRACE_MS = 20_000;

/** Creates an empty database for one suite; returns its URL. */
export async function createSuiteDatabase(serverUrl: string): Promise<string> {
  const name = `suite_${process.env['JEST_WORKER_ID'] ?? '0'}_${randomBytes(6).toString('hex')}`;
  await withClient(serverUrl, (client) => client.query(`create database ${name}`));

  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** Drops the database; throws if the suite left connections open, with their last statements. */
export async function dropSuiteDatabase(
  serverUrl: string,
  databaseUrl: string,
  { graceMs = LEAK_GRACE_MS } = {},
): Promise<void> {
  const name = new URL(databaseUrl).pathname.slice(1);
  await withClient(serverUrl, async (client) => {
    try {
      await eventually(() => expectNoConnections(client, name), { timeoutMs: graceMs });
    } finally {
      await client.query(`drop database if exists ${name} with (force)`);
    }
  });
}

/** Ignores autovacuum, which may connect to any database at any time. */
async function expectNoConnections(client: Client, database: string): Promise<void> {
  const { rows } = await client.query<{ application_name: string; state: string | null; query: string }>(
    `select application_name, state, query from pg_stat_activity
     where datname = $1 and backend_type = 'client backend'`,
    [database],
  );
  if (rows.length === 0) return;

  const leaked = rows.map((row) => `  - ${row.application_name || '(no name)'}, ${row.state}: ${row.query}`);
  throw new Error(`this suite left ${rows.length} database connections open:\n${leaked.join('\n')}`);
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, application_name: 'nimbus-testing' });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
