import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import type { QueryRunner } from 'typeorm';
import { newId, onBehalfOf, uuidOf, type Id } from '#kernel';
import { useServers } from '#testing';
import { aMessage, bootService, tell } from '../../test/boot-service.js';
import { Database, Foundation1700000000000, migrateService, provisionService } from '../index.js';

const servers = useServers();
const service = `shop_${randomBytes(4).toString('hex')}`;
const [mine, theirs] = [newId('ws'), newId('ws')];
let app: INestApplicationContext;
let database: Database;

/** Orders of workspaces, lines that belong to an order, and a table of the service's own. */
class Shop1700000001000 {
  readonly name = 'Shop1700000001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table "order" (id int primary key, workspace_id uuid not null, note text)`);
    await runner.query(`
      create table order_line (order_id int references "order" (id) on delete cascade, line int, primary key (order_id, line))`);
    await runner.query('create table workspace (id uuid primary key)');
    await runner.query('create table heartbeat (beats int)');
    await runner.query('create table receipt (workspace_id uuid not null, text text)');
    await runner.query(
      'create table fact (workspace_id uuid, position bigint) partition by list (workspace_id)',
    );
    await runner.query('create table fact_of_all partition of fact default');
    await runner.query('create sequence fact_position owned by fact.position');
    await runner.query(`comment on table receipt is 'append-only'`);
  }

  async down(): Promise<void> {}
}
const migrations = [Foundation1700000000000, Shop1700000001000];

beforeAll(async () => {
  // With the rights that a service has when it is run for real: a superuser would pass every policy by.
  const url = await provisionService({ adminUrl: servers.databaseUrl, service });
  await migrateService({ url, service, migrations });
  app = await bootService({ url, service, migrations, poolSize: 2 });
  database = app.get(Database);
});
afterAll(async () => {
  await app.close();
});

beforeEach(async () => {
  await database.query('delete from "order"');
  await database.query('delete from workspace');
  await database.query(`insert into "order" values (1, $1, 'mine'), (2, $2, 'theirs')`, [
    uuidOf(mine),
    uuidOf(theirs),
  ]);
  await database.query('insert into order_line values (1, 1), (2, 1), (2, 2)');
  await database.query('insert into workspace values ($1), ($2)', [uuidOf(mine), uuidOf(theirs)]);
});

const as = <Row extends object>(workspace: Id<'ws'>, sql: string): Promise<Row[]> =>
  onBehalfOf(workspace, () => database.query<Row>(sql));

describe('a statement on behalf of a workspace, without a where', () => {
  it('sees rows of that workspace alone, and the parts of its rows alone', async () => {
    expect(await as(mine, 'select id from "order"')).toEqual([{ id: 1 }]);
    expect(await as(mine, 'select order_id, line from order_line')).toEqual([{ order_id: 1, line: 1 }]);
    expect(await as(mine, 'select id from workspace')).toEqual([{ id: uuidOf(mine) }]);
    expect(await as(newId('ws'), 'select * from "order", order_line, workspace')).toEqual([]);
  });

  it('changes and deletes rows of that workspace alone', async () => {
    expect(await as(mine, `update "order" set note = 'seen' returning id`)).toEqual([{ id: 1 }]);
    expect(await as(mine, 'delete from order_line returning order_id')).toEqual([{ order_id: 1 }]);
    expect(await database.query('select id, note from "order" order by id')).toEqual([
      { id: 1, note: 'seen' },
      { id: 2, note: 'theirs' },
    ]);
  });

  it('can neither add a row to another workspace nor give one away', async () => {
    await expect(as(mine, `insert into "order" values (3, '${uuidOf(theirs)}', '')`)).rejects.toThrow(
      'row-level security',
    );
    await expect(as(mine, `update "order" set workspace_id = '${uuidOf(theirs)}'`)).rejects.toThrow(
      'row-level security',
    );
    await expect(as(mine, 'insert into order_line values (2, 3)')).rejects.toThrow('row-level security');
  });

  it('cannot touch what is the service’s own', async () => {
    await expect(as(mine, 'select * from heartbeat')).rejects.toThrow('permission denied');
    await expect(as(mine, 'select * from outbox')).rejects.toThrow('permission denied');
    await expect(as(mine, 'alter table "order" disable row level security')).rejects.toThrow('must be owner');
  });

  it('adds to an append-only table, and cannot rewrite it', async () => {
    await as(mine, `insert into receipt values ('${uuidOf(mine)}', 'paid')`);
    expect(await as(mine, 'select text from receipt')).toEqual([{ text: 'paid' }]);
    await expect(as(mine, `update receipt set text = 'unpaid'`)).rejects.toThrow('permission denied');
    await expect(as(mine, 'delete from receipt')).rejects.toThrow('permission denied');
  });

  it('numbers a row by the sequence of its column, and sees the partitions through their table alone', async () => {
    await as(mine, `insert into fact values ('${uuidOf(mine)}', nextval('fact_position'))`);
    expect(await as(mine, 'select position from fact')).toHaveLength(1);
    expect(await as(theirs, 'select position from fact')).toEqual([]);
    await expect(as(mine, 'select position from fact_of_all')).rejects.toThrow('permission denied');
  });

  it('may tell what it did', async () => {
    await expect(onBehalfOf(mine, () => tell(app, [aMessage()]))).resolves.toBeUndefined();
  });
});

describe('a connection', () => {
  it('that served one workspace serves the next one, and the service itself, with their own rows', async () => {
    const ids = 'select id from "order" order by id';
    const asks = [() => as(mine, ids), () => as(theirs, ids), () => database.query(ids)] as const;
    const answers = await Promise.all(Array.from({ length: 20 }, () => asks.map((ask) => ask())).flat());

    const expected = [[{ id: 1 }], [{ id: 2 }], [{ id: 1 }, { id: 2 }]];
    expect(answers).toEqual(Array.from({ length: 20 }, () => expected).flat());
  });

  it('keeps to its workspace through a transaction, also after one that failed', async () => {
    const failed = onBehalfOf(mine, () => database.transaction((tx) => tx.query('select 1/0')));
    await expect(failed).rejects.toThrow('division by zero');

    const rows = onBehalfOf(theirs, () => database.transaction((tx) => tx.query('select id from "order"')));
    expect(await rows).toEqual([{ id: 2 }]);
    expect(await as(mine, 'select id from "order"')).toEqual([{ id: 1 }]);
  });
});

describe('migrating again', () => {
  it('changes nothing, and protects a table that is new', async () => {
    const url = await provisionService({ adminUrl: servers.databaseUrl, service, password: 'again' });
    await database.query('create table refund (workspace_id uuid)');
    await database.query('insert into refund values ($1)', [uuidOf(theirs)]);
    await migrateService({ url, service, migrations });

    expect(await as(mine, 'select * from refund')).toEqual([]);
    expect(await as(theirs, 'select * from refund')).toHaveLength(1);
  });
});
