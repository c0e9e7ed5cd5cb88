import type { Client } from 'pg';
import { withServiceClient } from '../with-client.js';

const BATCH_SIZE = 5_000;

const PUBLISH_AGAIN = `
  with again as (
    select position from outbox
    where published_at > $2::timestamptz and published_at < $3::timestamptz and starts_with(subject, $1)
    order by published_at
    limit ${BATCH_SIZE}
  ), reset as (
    update outbox set published_at = null from again where outbox.position = again.position returning 1
  )
  select count(*)::int as rows from reset`;

/**
 * Makes the relay of a service publish again the messages that it published after `since` on subjects that start with
 * `subjectPrefix` (`evt.campaign.`). Resolves with the number of messages.
 *
 * For a stream that was lost and created anew: `since` is the time of its last backup, or the epoch. Messages keep
 * their ids, and so do the events in them, so that consumers drop the ones they have handled. They come in their old
 * order, but before newer ones that wait.
 */
export const republish = (options: {
  readonly url: string;
  readonly service: string;
  readonly subjectPrefix: string;
  readonly since: Date;
}): Promise<number> =>
  withServiceClient({ ...options, tool: 'nimbus-refill' }, (client) =>
    publishAgain(client, options.subjectPrefix, options.since),
  );

async function publishAgain(client: Client, subjectPrefix: string, since: Date): Promise<number> {
  // Messages that the relay publishes meanwhile are newer than this and are left out, or the loop would never end.
  const start = await client.query<{ at: Date }>('select clock_timestamp() as at');
  let total = 0;

  for (let rows = BATCH_SIZE; rows === BATCH_SIZE; total += rows) {
    const batch = await client.query<{ rows: number }>(PUBLISH_AGAIN, [
      subjectPrefix,
      since,
      start.rows[0]?.at,
    ]);
    rows = batch.rows[0]?.rows ?? 0;
  }
  return total;
}
