import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { z } from 'zod';
import { SERVICES } from '#contracts';
import { problemsIn } from './migration-rules.js';

/** A migration that takes something away names the last version whose code used it. */
interface Contracting extends MigrationInterface {
  readonly lastUsedIn?: string;
}
type MigrationClass = new () => Contracting;

/** The newest migration of 0.1.0, the first version: no version before it runs beside these. */
const FIRST_VERSION_UP_TO = 1_796_000_060_000;

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')));
const Migrations = z.object({
  migrations: z.array(z.custom<MigrationClass>((value) => typeof value === 'function')),
});

/** The statements that bring a database forward; each is answered with no rows. */
async function statementsOf(migration: MigrationInterface): Promise<string[]> {
  const statements: string[] = [];
  const runner = {
    query: async (sql: string) => {
      statements.push(sql);
      return [];
    },
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- migrations call nothing but `query`
  await migration.up(runner as unknown as QueryRunner);
  return statements;
}

async function migrationsOf(service: string): Promise<MigrationClass[]> {
  const module: unknown = await import(`../../apps/${service}/src/persistence/migrations/index.js`);
  return Migrations.parse(module).migrations;
}

const timestampOf = ({ name }: MigrationClass): number => Number(/\d{13}$/.exec(name)?.[0]);

const isBefore = (one: string, other: string): boolean =>
  one.localeCompare(other, 'en', { numeric: true }) < 0;

describe.each(SERVICES)('the migrations of %s', (service) => {
  it('leave the version before able to work, or name the last version that used what they take away', async () => {
    const problems: string[] = [];
    for (const each of await migrationsOf(service)) {
      if (timestampOf(each) <= FIRST_VERSION_UP_TO) continue;
      const migration = new each();
      const found = problemsIn(await statementsOf(migration));
      const { lastUsedIn } = migration;
      if (found.length > 0 && (lastUsedIn === undefined || !isBefore(lastUsedIn, version)))
        problems.push(...found.map((problem) => `${each.name} ${problem}`));
    }
    expect(problems).toEqual([]);
  });
});

describe('a statement that the version before would not survive', () => {
  it.each([
    'drop table hour_total',
    'drop view if exists contact_lookup',
    'alter table send drop column subject',
    'alter table campaign_send_state drop held_at',
    'alter table send add column a int, drop column b',
    'alter table hour_total rename to quarter_total',
    'alter table quarter_total rename column hour to quarter',
    'alter table send alter column error type jsonb',
    'alter table send alter column error set not null',
    'alter table send add column lane text not null',
    'alter table send\n  add lane text not null,\n  add size int not null default 0',
    'alter table send add constraint small check (size < 10)',
    'alter table send drop constraint small, add constraint smaller check (size < 10)',
    'alter table send drop constraint small, add constraint small check (size < 9), add constraint big check (size > 8)',
    'create index send_size on send (size)',
    'create unique index if not exists send_size on send (size)',
  ])('is found: %s', (statement) => {
    expect(problemsIn([statement])).toHaveLength(1);
  });

  it.each([
    'alter table send add column lane text',
    "alter table send add column lane text not null default 'free', add size int",
    'alter table contact add column words tsvector not null generated always as (strip(name)) stored',
    'alter table app_user alter column password_hash drop not null',
    'alter table app_user alter column language drop default',
    'alter table send drop constraint small',
    "alter table send drop constraint small, add constraint small check (size in ('s', 'm')) not valid",
    'create index concurrently if not exists send_size on send (size)',
    'update send set size = 0 where size is null',
    'create table place (id uuid primary key, name text not null, check (length(name) > 0))',
  ])('is not: %s', (statement) => {
    expect(problemsIn([statement])).toEqual([]);
  });

  it('may do anything with a table that it creates', () => {
    const statements = ['create table place (id uuid)', 'create index place_id on place (id)'];
    expect(problemsIn([...statements, 'alter table place add name text not null'])).toEqual([]);
  });
});
