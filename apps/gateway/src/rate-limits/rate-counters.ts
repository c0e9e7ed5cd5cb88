import { Injectable } from '@nestjs/common';
import { Database, deleteOlder, named } from '#database';
import type { Demand, Grant } from './grant-quota.js';

/** At most the rest below the ceiling; surplus is always taken back. */
const GRANTED = `
  greatest(least(excluded.granted, excluded.ceiling - counter.used), least(excluded.granted, 0))`;

/**
 * One statement under row locks, so that all processes together never take more than the ceiling. Rows are locked in the
 * order of names, so that two statements cannot deadlock. The column `granted` exists to be returned: an upsert cannot
 * return the row as it was before.
 */
const TAKE = named(`
  insert into rate_counter as counter (name, minute, ceiling, used, granted)
  select name, $2::timestamptz, ceiling, greatest(least(count, ceiling), 0), least(count, ceiling)
  from jsonb_to_recordset($1::jsonb) as asked (name text, count int, ceiling int)
  order by name
  on conflict (name, minute) do update set
    ceiling = excluded.ceiling,
    used = counter.used + ${GRANTED},
    granted = ${GRANTED}
  returning name, granted, used`);

/** The use of each limit in a minute, over all replicas. */
@Injectable()
export class RateCounters {
  constructor(private readonly database: Database) {}

  /** Each name at most once. */
  take(demands: readonly Demand[], minute: Date): Promise<Grant[]> {
    return this.database.query<Grant>(TAKE, [JSON.stringify(demands), minute]);
  }

  /** Deletes one batch of older counters. */
  deleteBefore(before: Date): Promise<'more' | 'done'> {
    const counters = { table: 'rate_counter', key: ['name', 'minute'], age: 'minute' };
    return deleteOlder(this.database, counters, before);
  }
}
