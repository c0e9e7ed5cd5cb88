import type { Client } from 'pg';
import { SERVICES } from '#contracts';

/** Every table of every service with a row that has the text in any column, whatever its case. */
export async function tablesWith(database: Client, text: string): Promise<string[]> {
  const { rows: tables } = await database.query<{ service: string; name: string }>(
    `select relnamespace::regnamespace::text as service, relname as name from pg_class
     where relnamespace::regnamespace::text = any($1) and relkind in ('r', 'p') and not relispartition order by 1, 2`,
    [SERVICES],
  );
  const found: string[] = [];
  for (const { service, name } of tables) {
    const { rowCount } = await database.query(
      `select from ${service}."${name}" as t where position(lower($1) in lower(t::text)) > 0 limit 1`,
      [text],
    );
    if (rowCount !== 0) found.push(`${service}.${name}`);
  }
  return found;
}
