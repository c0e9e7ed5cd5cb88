import { Injectable } from '@nestjs/common';
import type { Queryable } from '../queryable.js';

const BATCH_SIZE = 5_000;

const FORGET = `
  with old as (
    select position from outbox
    where published_at < now() - make_interval(days => $1::int)
    order by published_at
    limit ${BATCH_SIZE}
  ), forgotten as (
    delete from outbox using old where outbox.position = old.position returning 1
  )
  select count(*)::int as rows from forgotten`;

/** Published messages, stored for some days, so that a lost stream can be refilled. */
@Injectable()
export class OutboxHistory {
  /** Removes one batch of messages that were published more than `days` ago. Only the outbox relay calls it. */
  async cleanUp(on: Queryable, days: number): Promise<'more' | 'done'> {
    const [removed] = await on.query<{ rows: number }>(FORGET, [days]);

    return removed?.rows === BATCH_SIZE ? 'more' : 'done';
  }
}
