import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { useServers } from '#testing';
import { migrateAll, SERVICE_NAMES, type ServiceName } from './services.js';

const servers = useServers();
let client: Client;

beforeAll(async () => {
  await migrateAll(() => servers.databaseUrl);
  client = new Client({ connectionString: servers.databaseUrl });
  await client.connect();
  for (const service of SERVICE_NAMES) await fill(service);
}, 120_000);
afterAll(() => client.end());

const all = async <Row extends object>(sql: string, values: readonly unknown[] = []): Promise<Row[]> =>
  (await client.query<Row>(sql, [...values])).rows;

/** One row for each table. Its constraints are dropped first: a row of any values shows whether it is visible. */
async function fill(service: ServiceName): Promise<void> {
  await client.query(`set session_replication_role = replica; set search_path = ${service}`);
  const checks = await all<{ statement: string }>(
    `select format('alter table %s drop constraint %I', conrelid::regclass, conname) as statement
     from pg_constraint where connamespace = $1::regnamespace and contype in ('c', 'f')`,
    [service],
  );
  for (const { statement } of [...checks, ...(await defaultPartitionsOf(service))])
    await client.query(statement);
  for (const statement of await insertsOf(service)) await client.query(statement);
  await client.query('reset session_replication_role');
}

/** A partitioned table holds rows of any values only with one for all that no other takes. */
const defaultPartitionsOf = (service: ServiceName): Promise<{ statement: string }[]> =>
  all(
    `select format('create table %1$s_of_all partition of %1$s default', oid::regclass) as statement
     from pg_class where relnamespace = $1::regnamespace and relkind = 'p'`,
    [service],
  );

async function insertsOf(service: ServiceName): Promise<string[]> {
  const rows = await all<{ statement: string }>(
    `select format('insert into %s (%s) values (%s) on conflict do nothing', c.oid::regclass,
       string_agg(quote_ident(a.attname), ', '),
       string_agg(case format_type(a.atttypid, null)
         when 'uuid' then 'gen_random_uuid()'
         when 'jsonb' then '''{}'''
         when 'boolean' then 'false'
         when 'bytea' then '''x'''
         when 'interval' then '''1 day'''
         when 'date' then 'now()'
         when 'timestamp with time zone' then 'now()'
         else case when a.atttypid::regtype::text like '%[]' then '''{}''' else '''1''' end
       end, ', ')) as statement
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = $1::regnamespace and c.relkind = 'r' and a.attgenerated = '' and a.attidentity = ''
     group by c.oid`,
    [service],
  );
  return rows.map(({ statement }) => statement);
}

/** Tables and views, and whether the request role may read them. */
const relationsOf = (service: ServiceName): Promise<{ name: string; readable: boolean }[]> =>
  all(
    `select c.oid::regclass::text as name, has_table_privilege('nimbus_${service}_request', c.oid, 'select') as readable
     from pg_class c where relnamespace = $1::regnamespace and relkind in ('r', 'p', 'v', 'm') order by 1`,
    [service],
  );

const countOf = async (relation: string): Promise<number> =>
  (await all<{ count: number }>(`select count(*)::int from ${relation}`))[0]?.count ?? NaN;

describe.each(SERVICE_NAMES)('the request role of %s', (service) => {
  it.each([
    ['no workspace', ''],
    ['another workspace', '00000000-0000-7000-8000-000000000001'],
  ])('sees no row of any table or view with %s', async (_, workspace) => {
    await client.query(`set search_path = ${service}`);
    const relations = await relationsOf(service);
    expect(relations.length).toBeGreaterThan(1);

    const seen: string[] = [];
    for (const { name } of relations.filter(({ readable }) => readable)) {
      expect([name, await countOf(name)]).not.toEqual([name, 0]); // the owner sees the row
      await client.query(`set role nimbus_${service}_request; set nimbus.workspace_id = '${workspace}'`);
      if ((await countOf(name)) > 0) seen.push(name);
      await client.query('reset role; reset nimbus.workspace_id');
    }
    expect(seen).toEqual([]);
  });
});
