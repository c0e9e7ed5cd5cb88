import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { QueryFailedError } from 'typeorm';
import { DomainError } from '#kernel';
import { eventually, useServers } from '#testing';
import { aService, bootService } from '../test/boot-service.js';
import { startLossyProxy } from '../test/lossy-proxy.js';
import { Database, named, violatedConstraint } from './index.js';

const servers = useServers();
let service: string;
let app: INestApplicationContext;
let database: Database;

beforeAll(async () => {
  service = await aService(servers.databaseUrl);
  app = await bootService({ url: servers.databaseUrl, service, poolSize: 4 });
  database = app.get(Database);
  await database.query(
    'create table account (id int primary key, balance int not null, constraint solvent check (balance >= 0))',
  );
  await database.query('insert into account values (1, 100), (2, 100)');
});

afterAll(() => app.close());

const balance = async (id: number): Promise<number | undefined> => {
  const [row] = await database.query<{ balance: number }>('select balance from account where id = $1', [id]);
  return row?.balance;
};

const failureOf = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('a query', () => {
  it('resolves with rows whatever the statement is', async () => {
    const rows = [{ id: 9 }];

    expect(await database.query('insert into account values (9, 1) returning id')).toEqual(rows);
    expect(await database.query('update account set balance = 2 where id = 9 returning id')).toEqual(rows);
    expect(await database.query('select id from account where id = 9')).toEqual(rows);
    expect(await database.query('delete from account where id = 9 returning id')).toEqual(rows);
    expect(await database.query('delete from account where id = 9')).toEqual([]);
  });

  it('reads arrays of uuids and of integers', async () => {
    const id = '01890a5d-ac96-774b-bcce-b302099a8057';

    const [row] = await database.query(
      'select $1::uuid[] as two, array[null]::uuid[] as unknown, array[]::uuid[] as none, array[1, -2, null] as numbers',
      [[id, id]],
    );

    expect(row).toEqual({ two: [id, id], unknown: [null], none: [], numbers: [1, -2, null] });
  });

  it('reads instants in UTC, whatever the database is set to', async () => {
    const setTo = (zone: string): Promise<unknown> =>
      database.query(
        `do $$ begin execute format('alter database %I set timezone to ${zone}', current_database()); end $$`,
      );
    await setTo('"Asia/Kolkata"');
    const late = await bootService({ url: servers.databaseUrl, service, poolSize: 1 });

    const rows = await late
      .get(Database)
      .query(
        `select timestamptz '2026-11-27 00:12:03.907+01' as at, '2026-11-27 00:12+01'::timestamptz::text as told`,
      );
    await setTo('default');
    await late.close();

    expect(rows).toEqual([{ at: new Date('2026-11-26T23:12:03.907Z'), told: '2026-11-26 23:12:00+00' }]);
  });

  it('that is named reads what one that is not does, each time anew', async () => {
    const text = `select $1::int as one, null as none, 'a' as twice, 'b' as twice, now() - now() as "no time",
      array['x', 'a "b"'] as texts, '{"a": [1]}'::jsonb as doc, true as yes, n, timestamptz '2026-11-27 00:12:03Z' as at
      from generate_series(1, $1::int) n`;
    const statement = named(text);

    for (const count of [3, 0, 1]) {
      expect(await database.query(statement, [count])).toEqual(await database.query(text, [count]));
    }
  });

  it('that is named works again on a connection where it failed', async () => {
    const divide = named('select 6 / $1::int as share');
    for (const refused of [0, 'x']) {
      const asks = Array.from({ length: 8 }, () => failureOf(database.query(divide, [refused])));
      for (const failure of await Promise.all(asks)) expect(failure).toBeInstanceOf(QueryFailedError);
      expect(await database.query(divide, [3])).toEqual([{ share: 2 }]);
    }
  });

  it('that is named changes rows like any other', async () => {
    const change = named('update account set balance = balance + $1 where id = 2');
    expect(await database.query(change, [1])).toEqual([]);
    expect(await database.query(change, [-1])).toEqual([]);
    expect(await balance(2)).toBe(100);
  });

  it('that is named outlives a change of its table, on every connection', async () => {
    await database.query('create table thing (id int primary key)');
    await database.query('insert into thing values (1)');
    const statement = named('select * from thing where id = $1');
    const askOnAll = () => Promise.all(Array.from({ length: 8 }, () => database.query(statement, [1])));
    await askOnAll();

    await database.query('alter table thing add column name text');

    expect(await askOnAll()).toEqual(Array.from({ length: 8 }, () => [{ id: 1, name: null }]));
    expect(await failureOf(database.query(named('select * from nowhere'), []))).toBeInstanceOf(
      QueryFailedError,
    );
  });

  it('sees the schema of its service and tells its name to the server', async () => {
    const [row] = await database.query(
      `select current_schemas(false)::text as path, current_setting('application_name') as name`,
    );

    expect(row).toEqual({ path: `{${service}}`, name: `nimbus-${service}` });
  });

  it('keeps the values of a refused row out of its error', async () => {
    const error = await failureOf(database.query('insert into account values ($1, $2)', [77, -12345]));

    expect(violatedConstraint(error)).toBe('solvent');
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('12345');
  });
});

describe('a transaction', () => {
  it('is all or nothing', async () => {
    const work = database.transaction(async (tx) => {
      await tx.query('update account set balance = 0 where id = 1');
      throw new Error('changed my mind');
    });

    await expect(work).rejects.toThrow('changed my mind');
    expect(await balance(1)).toBe(100);
  });

  it('is not reported as done when a failed statement was swallowed in it', async () => {
    const work = database.transaction(async (tx) => {
      await failureOf(tx.query('select no_such_column'));
      return 'done';
    });

    await expect(work).rejects.toThrow('no_such_column');
  });

  it('runs its hooks after the commit, and none after a rollback', async () => {
    const heard: (number | undefined)[] = [];
    await database.transaction(async (tx) => {
      tx.afterCommit(() => heard.push(1));
      await tx.query('select 1');
    });
    await failureOf(
      database.transaction(async (tx) => {
        tx.afterCommit(() => heard.push(2));
        await tx.query('select 1 / 0');
      }),
    );

    expect(heard).toEqual([1]);
  });

  it('is done even if one of its hooks throws', async () => {
    const work = database.transaction(async (tx) => {
      tx.afterCommit(() => {
        throw new Error('in the hook');
      });
      await tx.query('select 1');
      return 'done';
    });

    expect(await work).toBe('done');
  });

  it('is run again when it lost a deadlock, and both have their effect', async () => {
    let attempts = 0;
    let arrived = 0;
    let bothHaveOne: () => void = () => undefined;
    const meeting = new Promise<void>((resolve) => (bothHaveOne = resolve));
    const transfer = (from: number, to: number): Promise<void> =>
      database.transaction(async (tx) => {
        attempts += 1;
        await tx.query('update account set balance = balance - 10 where id = $1', [from]);
        if (++arrived === 2) bothHaveOne();
        await meeting;
        await tx.query('update account set balance = balance + 30 where id = $1', [to]);
      });

    await Promise.all([transfer(1, 2), transfer(2, 1)]);

    expect(attempts).toBe(3);
    expect([await balance(1), await balance(2)]).toEqual([120, 120]);
  });
});

describe('a store that goes away', () => {
  const terminateAll = (): Promise<unknown> =>
    database.query(`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()`);

  it('leaves the process alive, and the next query works', async () => {
    await Promise.all([1, 2, 3].map(() => database.query('select pg_sleep(0.05)')));
    await terminateAll();

    expect(await balance(1)).toBeDefined();
  });

  it('is unavailable to the transaction that it interrupts, between two statements or within one', async () => {
    const between = database.transaction(async (tx) => {
      await tx.query('select 1');
      await terminateAll();
      await tx.query('select 1');
    });
    expect(await failureOf(between)).toMatchObject({ kind: 'unavailable' });

    const within = failureOf(database.transaction((tx) => tx.query('select pg_sleep(30)')));
    await eventually(async () => {
      const sleeping = `select from pg_stat_activity where state = 'active' and query = 'select pg_sleep(30)'`;
      expect(await database.query(sleeping)).toHaveLength(1);
    });
    await terminateAll();
    expect(await within).toMatchObject({ kind: 'unavailable' });
    expect(await balance(1)).toBeDefined();
  });

  it('is unavailable when all its connections are taken', async () => {
    const small = await bootService({ url: servers.databaseUrl, service, poolSize: 1 });
    const refused = await small
      .get(Database)
      .transaction(async () => failureOf(small.get(Database).query('select 1')));

    expect(refused).toMatchObject({ kind: 'unavailable' });
    await small.close();
  });
});

describe('a store that stops to answer', () => {
  it('is unavailable after the time limit, and later queries get a new connection', async () => {
    const proxy = await startLossyProxy(servers.databaseUrl);
    const far = await bootService({ url: proxy.url, service, poolSize: 1, statementTimeoutMs: 2_000 });
    await far.get(Database).query('select 1');

    proxy.loseEverything();
    const error = await failureOf(far.get(Database).query('select 1'));
    expect(error).toBeInstanceOf(DomainError);
    expect(error).toMatchObject({ kind: 'unavailable' });

    proxy.recover();
    expect(await far.get(Database).query('select 1 as one')).toEqual([{ one: 1 }]);
    await far.close();
    proxy.close();
  });
});
