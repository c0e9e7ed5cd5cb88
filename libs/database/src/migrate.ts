import type { Client } from 'pg';
import { DataSource } from 'typeorm';
import { pendingMigrations } from './pending-migrations.js';
import type { Queryable } from './queryable.js';
import { clientConfig, dataSourceOptions, schemaOf, type ServiceDatabase } from './service-database.js';
import { protectTables } from './tenancy/protect-tables.js';
import { putRequestRole } from './tenancy/request-role.js';
import { withClient } from './with-client.js';

export type Migratable = Pick<ServiceDatabase, 'service' | 'url' | 'migrations'>;

/** First half of the key of the migrations' advisory lock; the second half is the schema. */
const MIGRATION_LOCK = 0x0319;

/**
 * Creates the service's schema if it is missing and applies the pending migrations, each in its own transaction.
 * Resolves with the names of the applied migrations. A second runner waits for the first one and then finds nothing to
 * do. Afterwards every table that holds rows of workspaces is under row-level security.
 *
 * A migration that sets `transaction = false` runs outside a transaction, as `create index concurrently` requires
 * (TypeORM 1.1, 2026-11-28). PostgreSQL keeps the effects of its statements when a later one fails, so that it holds one
 * statement, which can be run again: `create index concurrently if not exists`, after a `drop index` of an invalid one.
 *
 * @throws Error with the statement that an administrator must run, if the service has no request role and may not create
 * one.
 */
export async function migrateService(target: Migratable): Promise<string[]> {
  const schema = schemaOf(target.service);

  return withUnlimitedClient(target, async (client) => {
    await client.query('select pg_advisory_lock($1::int, hashtext($2))', [MIGRATION_LOCK, schema]);
    await createSchema(client, schema);
    await putRequestRole(client, target.service);

    const applied = await applyPending(target);
    await protectTables(client, target.service);
    return applied;
  });
}

/** Whether every migration is applied. */
export async function rolledOut(target: Migratable): Promise<boolean> {
  const pending = await withUnlimitedClient(target, (client) =>
    pendingMigrations(queryableOf(client), target),
  );

  return pending.length === 0;
}

/** Looked up first, since `create schema if not exists` wants the right to create one even if it is there. */
async function createSchema(client: Client, schema: string): Promise<void> {
  const { rowCount } = await client.query('select from pg_namespace where nspname = $1', [schema]);

  if (rowCount === 0) await client.query(`create schema "${schema}"`);
}

async function applyPending(target: Migratable): Promise<string[]> {
  const dataSource = new DataSource(dataSourceOptions({ ...target, poolSize: 2, statementTimeoutMs: 0 }));

  await dataSource.initialize();
  try {
    const applied = await dataSource.runMigrations();
    return applied.map(({ name }) => name);
  } finally {
    await dataSource.destroy();
  }
}

/** A connection without a time limit: the lock is waited for as long as the other runner needs. */
function withUnlimitedClient<T>(target: Migratable, use: (client: Client) => Promise<T>): Promise<T> {
  return withClient(clientConfig({ ...target, statementTimeoutMs: 0 }), use);
}

const queryableOf = (client: Client): Queryable => ({
  async query<Row extends object>(sql: string, params: readonly unknown[] = []): Promise<Row[]> {
    const { rows } = await client.query<Row>(sql, [...params]);

    return rows;
  },
});
