import { Injectable } from '@nestjs/common';
import type { Queryable } from './queryable.js';
import type { Transaction } from './transaction.js';

const BATCH_SIZE = 5_000;

/** In the order of the ids: two consumers that got overlapping batches in different orders would deadlock. */
const REMEMBER = `
  insert into processed_event (consumer, event_id)
  select $1, event_id from (select distinct unnest($2::uuid[]) as event_id) as event
  order by event_id
  on conflict do nothing
  returning event_id`;

const FORGET = `
  with old as (
    select consumer, event_id from processed_event
    where processed_at < now() - make_interval(days => $1::int)
    order by processed_at
    limit ${BATCH_SIZE}
  ), forgotten as (
    delete from processed_event using old
    where processed_event.consumer = old.consumer and processed_event.event_id = old.event_id
    returning 1
  )
  select count(*)::int as rows from forgotten`;

/** Stores the events that a consumer has handled. JetStream delivers at least once; with the inbox an effect happens once. */
@Injectable()
export class Inbox {
  /**
   * Remembers `eventIds` (uuids, lower case) and resolves with those that `consumer` sees for the first time. Apply
   * the effect of these only, in the same transaction. A racing consumer waits here until this transaction has ended.
   */
  async unseen(tx: Transaction, consumer: string, eventIds: readonly string[]): Promise<Set<string>> {
    if (eventIds.length === 0) return new Set();
    const rows = await tx.query<{ event_id: string }>(REMEMBER, [consumer, eventIds]);

    return new Set(rows.map((row) => row.event_id));
  }

  /** Removes one batch of events that were handled more than `days` ago. Only the outbox relay calls it. */
  async cleanUp(on: Queryable, days: number): Promise<'more' | 'done'> {
    const [removed] = await on.query<{ rows: number }>(FORGET, [days]);

    return removed?.rows === BATCH_SIZE ? 'more' : 'done';
  }
}
