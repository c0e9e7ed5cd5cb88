import { afterEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { createSuiteDatabase, dropSuiteDatabase } from './suite-database.js';

const server = process.env['NIMBUS_TEST_DATABASE_URL'] ?? '';
const open: Client[] = [];

async function connectTo(url: string, name?: string): Promise<Client> {
  const client = new Client({ connectionString: url, ...(name !== undefined && { application_name: name }) });
  client.on('error', () => undefined); // the server ends a leaked connection together with its database
  await client.connect();
  open.push(client);
  return client;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.end()));
});

async function exists(databaseUrl: string): Promise<boolean> {
  const admin = await connectTo(server);
  const name = new URL(databaseUrl).pathname.slice(1);
  const { rowCount } = await admin.query('select from pg_database where datname = $1', [name]);
  return rowCount === 1;
}

describe('the database of a suite', () => {
  it('is gone after the suite', async () => {
    const database = await createSuiteDatabase(server);
    expect(await exists(database)).toBe(true);

    await dropSuiteDatabase(server, database);
    expect(await exists(database)).toBe(false);
  });

  it('names the connections that the suite left open, and is gone all the same', async () => {
    const database = await createSuiteDatabase(server);
    await (await connectTo(database, 'forgetful')).query('select 42 as answer');

    const dropping = dropSuiteDatabase(server, database, { graceMs: 100 });
    await expect(dropping).rejects.toThrow('forgetful, idle: select 42 as answer');
    expect(await exists(database)).toBe(false);
  });
});
