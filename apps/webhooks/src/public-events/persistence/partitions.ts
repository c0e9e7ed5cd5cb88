import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '#database';
import { firstUuidOf, nameOf, type Day } from '../domain/event-day.js';

/** Both have ids of events as their range. */
const TABLES = ['event', 'delivery'] as const;
type Table = (typeof TABLES)[number];

/** One process at a time makes partitions; until it has committed, another one would fail on the names. */
const LOCK = `select pg_advisory_xact_lock(hashtext('webhooks.partitions'))`;

const EXISTING = `
  select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
  where i.inhparent = $1::regclass
  order by c.relname`;

/** Dropping waits for readers this long. Whatever asks for the table meanwhile waits behind it. */
const WAIT = `set local lock_timeout = '200ms'`;

/** The partitions of events and deliveries: one of each table for each day in UTC. */
@Injectable()
export class Partitions {
  private readonly known = new Set<Day>();

  constructor(private readonly database: Database) {}

  /** Makes those that are missing. A day that this process has seen costs nothing. */
  async ensure(days: Iterable<Day>): Promise<void> {
    const unknown = [...new Set(days)].filter((day) => !this.known.has(day));
    if (unknown.length === 0) return;
    await this.database.transaction(async (tx) => {
      await tx.query(LOCK);
      for (const table of TABLES) await createMissing(tx, table, unknown);
    });
    for (const day of unknown) this.known.add(day);
  }

  /** Drops those of earlier days, each day in a transaction of its own. */
  async dropBefore(day: Day): Promise<void> {
    const found = await this.database.query<{ name: string }>(EXISTING, ['event']);
    const names = found.map(({ name }) => name.replace('event_', ''));
    for (const name of names) if (name < nameOf(day)) await this.drop(name);
    for (const each of this.known) if (each < day) this.known.delete(each);
  }

  /** Both tables at once: a delivery without its event can never be sent, and would stand before those that can. */
  private drop(day: string): Promise<void> {
    return this.database.transaction(async (tx) => {
      await tx.query(WAIT);
      for (const table of TABLES) {
        await tx.query(`alter table ${table} detach partition ${table}_${day}`);
        await tx.query(`drop table ${table}_${day}`);
      }
    });
  }
}

async function createMissing(tx: Transaction, table: Table, days: readonly Day[]): Promise<void> {
  const existing = await tx.query<{ name: string }>(EXISTING, [table]);
  const names = new Set(existing.map(({ name }) => name));
  for (const day of days) {
    if (!names.has(partitionOf(table, day))) await create(tx, table, day);
  }
}

/** Attached, not created as a partition: that would lock out everybody who reads or writes the table. */
async function create(tx: Transaction, table: Table, day: Day): Promise<void> {
  const name = partitionOf(table, day);
  await tx.query(`create table ${name} (like ${table} including all)`);
  await tx.query(
    `alter table ${table} attach partition ${name}
     for values from ('${firstUuidOf(day)}') to ('${firstUuidOf(day + 1)}')`,
  );
}

const partitionOf = (table: Table, day: Day): string => `${table}_${nameOf(day)}`;
