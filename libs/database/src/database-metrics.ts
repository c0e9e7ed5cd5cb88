import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { Metrics } from '#telemetry';
import { Database } from './transaction.js';

/** Beyond this number a backlog is large, and nobody needs to know how large. */
const MAX_COUNTED = 100_000;

/** Reads the index of unpublished rows alone. The first of them in order is the oldest. */
const PENDING = `
  select
    (select count(*)::int from (select from outbox where published_at is null limit ${MAX_COUNTED}) waiting) as messages,
    coalesce((
      select extract(epoch from clock_timestamp() - created_at)::float8
      from outbox where published_at is null order by position limit 1
    ), 0) as oldest_age`;

/** The outbox and the pool of connections of this service. */
@Injectable()
export class DatabaseMetrics {
  constructor(metrics: Metrics, dataSource: DataSource, database: Database) {
    metrics.gauge(
      {
        name: 'nimbus_db_pool_connections',
        help: 'Connections to PostgreSQL by state: idle, used; and callers that wait for one: waiting',
        labels: ['state'],
      },
      () => poolReadings(poolOf(dataSource)),
    );
    metrics.sampled(
      {
        nimbus_outbox_pending_messages: {
          name: 'nimbus_outbox_pending_messages',
          help: `Messages that are stored and not published, counted up to ${MAX_COUNTED}`,
        },
        nimbus_outbox_oldest_age_seconds: {
          name: 'nimbus_outbox_oldest_age_seconds',
          help: 'Age of the oldest message that is not published; 0 without one',
        },
      },
      async () => {
        const [row] = await database.query<{ messages: number; oldest_age: number }>(PENDING);
        return {
          nimbus_outbox_pending_messages: [{ value: row?.messages ?? 0 }],
          nimbus_outbox_oldest_age_seconds: [{ value: Math.max(0, row?.oldest_age ?? 0) }],
        };
      },
    );
  }
}

/** TypeORM does not declare the pool of its driver. */
function poolOf({ driver }: DataSource): Pool {
  if ('master' in driver && driver.master instanceof Pool) return driver.master;
  throw new Error('the driver of TypeORM has no pool of pg');
}

function poolReadings({ idleCount, totalCount, waitingCount }: Pool) {
  return [
    { labels: { state: 'idle' }, value: idleCount },
    { labels: { state: 'used' }, value: totalCount - idleCount },
    { labels: { state: 'waiting' }, value: waitingCount },
  ];
}
