import { Injectable } from '@nestjs/common';
import type { Transaction } from './transaction.js';

/** In the order of the ids: two consumers that got overlapping batches in different orders would deadlock. */
const REMEMBER = `
  insert into processed_event (consumer, event_id)
  select $1, event_id from (select distinct unnest($2::uuid[]) as event_id) as event
  order by event_id
  on conflict do nothing
  returning event_id`;

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
}
