import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { useServers } from '#testing';
import { bootService } from '../test/boot-service.js';
import { Foundation1700000000000 } from './foundation-migration.js';
import { Database, DatabaseHealth, migrateService, rolledOut, type Migratable } from './index.js';

class AddCustomer1800000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table customer (id uuid primary key default uuid_v7())');
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table customer');
  }
}

class IndexCustomer1850000000000 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create index concurrently customer_index on customer (id)');
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index concurrently customer_index');
  }
}

class Broken1900000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table half (id int)');
    await runner.query('create table half (id int)');
  }
  async down(): Promise<void> {
    // nothing was done
  }
}

const servers = useServers();
const migrations = [Foundation1700000000000, AddCustomer1800000000000];
let target: Migratable;

beforeEach(() => {
  target = { url: servers.databaseUrl, service: `shop_${randomBytes(4).toString('hex')}`, migrations };
});

describe('migrating a service', () => {
  it('applies what is pending, in order, and nothing twice', async () => {
    expect(await migrateService({ ...target, migrations: [Foundation1700000000000] })).toEqual([
      'Foundation1700000000000',
    ]);
    expect(await migrateService(target)).toEqual(['AddCustomer1800000000000']);
    expect(await migrateService(target)).toEqual([]);
  });

  it('is safe when runners race: each migration is applied by one of them', async () => {
    const applied = await Promise.all([1, 2, 3].map(() => migrateService(target)));

    expect(applied.flat()).toEqual(['Foundation1700000000000', 'AddCustomer1800000000000']);
  });

  it('leaves nothing of a migration that failed, and keeps the ones before it', async () => {
    await expect(
      migrateService({ ...target, migrations: [...migrations, Broken1900000000000] }),
    ).rejects.toThrow('already exists');

    const app = await bootService(target);
    const [row] = await app
      .get(Database)
      .query(`select to_regclass('half') as half, to_regclass('customer')::text as customer`);
    await app.close();
    expect(row).toEqual({ half: null, customer: 'customer' });
  });

  it('builds an index concurrently, outside a transaction', async () => {
    const applied = await migrateService({
      ...target,
      migrations: [...migrations, IndexCustomer1850000000000],
    });
    expect(applied.at(-1)).toBe('IndexCustomer1850000000000');

    const app = await bootService(target);
    const rows = await app
      .get(Database)
      .query(`select indisvalid from pg_index where indexrelid = to_regclass('customer_index')`);
    await app.close();
    expect(rows).toEqual([{ indisvalid: true }]);
  });

  it('is rolled out once nothing is pending; asking changes nothing', async () => {
    expect(await rolledOut(target)).toBe(false);
    await migrateService({ ...target, migrations: [Foundation1700000000000] });
    expect(await rolledOut(target)).toBe(false);
    await migrateService(target);
    expect(await rolledOut(target)).toBe(true);
  });
});

describe('the health of the database', () => {
  it('tells which migrations are missing', async () => {
    const app = await bootService(target);

    await expect(app.get(DatabaseHealth).check()).rejects.toThrow('Foundation1700000000000');
    await migrateService(target);
    await expect(app.get(DatabaseHealth).check()).resolves.toBeUndefined();

    await app.close();
  });
});

describe('uuid_v7', () => {
  it('gives valid version 7 ids that carry their time and sort by it', async () => {
    await migrateService(target);
    const app = await bootService(target);

    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 300 }), async (count) => {
        const rows = await app.get(Database).query<{ id: string; before: string; after: string }>(
          `select uuid_v7() as id, floor(extract(epoch from statement_timestamp()) * 1000)::text as before,
             ceil(extract(epoch from clock_timestamp()) * 1000)::text as after
           from generate_series(1, $1)`,
          [count],
        );
        const times = rows.map(({ id }) => Number.parseInt(id.replace('-', '').slice(0, 12), 16));

        for (const { id } of rows)
          expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(new Set(rows.map(({ id }) => id)).size).toBe(count);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
        for (const [index, { before, after }] of rows.entries()) {
          expect(times[index]).toBeGreaterThanOrEqual(Number(before));
          expect(times[index]).toBeLessThanOrEqual(Number(after));
        }
      }),
      { numRuns: 30 },
    );

    await app.close();
  });
});
