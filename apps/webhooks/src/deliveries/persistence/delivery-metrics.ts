import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import { Clock } from '#kernel';
import { Metrics } from '#telemetry';

/** A backlog above this number is large, and nobody needs to know how large. */
const MAX_COUNTED = 100_000;

/** $1 now. Reads the indexes of waiting deliveries and of due webhooks. */
const BACKLOG = `
  select
    (select count(*)::int from (select from delivery where status = 'pending' limit ${MAX_COUNTED}) waiting) as pending,
    greatest(0, extract(epoch from $1::timestamptz - (
      select min(due_at) from delivery_queue where due_at is not null
    )))::float8 as age`;

const BACKLOG_GAUGES = {
  pending: {
    name: 'nimbus_webhook_pending_deliveries',
    help: `Deliveries that wait for an attempt, counted up to ${MAX_COUNTED}`,
  },
  age: {
    name: 'nimbus_webhook_oldest_pending_age_seconds',
    help: 'Time since the first delivery was due that waits now',
  },
} as const;

/** The backlog of webhooks, over all replicas. */
@Injectable()
export class DeliveryMetrics {
  constructor(metrics: Metrics, database: Database, clock: Clock) {
    metrics.sampled(BACKLOG_GAUGES, async () => {
      const [row] = await database.query<{ pending: number; age: number | null }>(BACKLOG, [clock.now()]);
      return { pending: [{ value: row?.pending ?? 0 }], age: [{ value: row?.age ?? 0 }] };
    });
  }
}
