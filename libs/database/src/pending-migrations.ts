import type { Queryable } from './queryable.js';
import { MIGRATION_TABLE, schemaOf, type ServiceDatabase } from './service-database.js';

/** The names of the service's migrations that are not applied yet, oldest first. Changes nothing. */
export async function pendingMigrations(
  on: Queryable,
  { service, migrations }: Pick<ServiceDatabase, 'service' | 'migrations'>,
): Promise<string[]> {
  const table = `"${schemaOf(service)}"."${MIGRATION_TABLE}"`;
  const [found] = await on.query<{ exists: boolean }>('select to_regclass($1) is not null as exists', [
    table,
  ]);
  const applied = found?.exists === true ? await on.query<{ name: string }>(`select name from ${table}`) : [];
  const names = new Set(applied.map(({ name }) => name));

  return migrations.map(({ name }) => name).filter((name) => !names.has(name));
}
