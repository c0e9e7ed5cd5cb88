import { randomBytes } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { useServers } from '#testing';
import { Foundation1700000000000 } from './foundation-migration.js';
import { migrateService, provisionService } from './index.js';

const servers = useServers();
const made: string[] = [];
let mine: string;
let theirs: string;

beforeEach(() => {
  [mine, theirs] = [`mine_${randomBytes(4).toString('hex')}`, `theirs_${randomBytes(4).toString('hex')}`];
  made.push(mine, theirs);
});

afterAll(async () => {
  for (const service of made) {
    await run(
      servers.databaseUrl,
      `drop schema if exists ${service} cascade; drop role if exists nimbus_${service}, nimbus_${service}_request`,
    );
  }
});

async function run(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<object>(sql);
    return rows;
  } finally {
    await client.end();
  }
}

const provision = (service: string, password?: string): Promise<string> =>
  provisionService({
    adminUrl: servers.databaseUrl,
    service,
    ...(password === undefined ? {} : { password }),
  });

const migrate = (url: string, service: string): Promise<string[]> =>
  migrateService({ url, service, migrations: [Foundation1700000000000] });

describe('provisioning a service', () => {
  it('gives a role that can migrate its own schema and is no superuser', async () => {
    const url = await provision(mine);

    expect(await migrate(url, mine)).toHaveLength(1);
    expect(
      await run(
        url,
        'select rolsuper, rolcreatedb, rolcreaterole from pg_roles where rolname = current_user',
      ),
    ).toEqual([{ rolsuper: false, rolcreatedb: false, rolcreaterole: false }]);
  });

  it('leaves it no way into the schema of another service, even one granted by hand', async () => {
    const url = await provision(mine);
    const other = await provision(theirs);
    await migrate(other, theirs);
    await expect(run(url, `select * from ${theirs}.outbox`)).rejects.toThrow('permission denied');

    await run(
      servers.databaseUrl,
      `grant usage on schema ${theirs} to nimbus_${mine}; grant select on all tables in schema ${theirs} to nimbus_${mine}`,
    );
    expect(await run(url, `select * from ${theirs}.outbox`)).toEqual([]);

    await provision(mine, decodeURIComponent(new URL(url).password));
    await expect(run(url, `select * from ${theirs}.outbox`)).rejects.toThrow('permission denied');
    await expect(run(url, `create table ${theirs}.spy (id int)`)).rejects.toThrow('permission denied');
  });

  it('may be done again: the data stays, the password is the new one', async () => {
    const first = await provision(mine, 'p@ss/word \'1"');
    await migrate(first, mine);
    const second = await provision(mine, 'another');

    expect(await migrate(second, mine)).toEqual([]);
    expect(new URL(second).password).toBe('another');
  });

  it('is safe when it is done several times at once', async () => {
    const urls = await Promise.all([1, 2, 3, 4].map(() => provision(mine, 'the same')));

    expect(new Set(urls).size).toBe(1);
    expect(await migrate(urls[0] ?? '', mine)).toHaveLength(1);
  });
});
