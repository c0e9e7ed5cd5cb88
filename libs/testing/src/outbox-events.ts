import type { EventContract, EventOf } from '#contracts';
import type { Database } from '#database';

/** The events of a contract that a service added to its outbox, oldest first, published or not. */
export async function outboxEvents<C extends EventContract>(
  database: Pick<Database, 'query'>,
  contract: C,
): Promise<EventOf<C>[]> {
  const rows = await database.query<{ events: EventOf<C>[] }>(
    'select payload::jsonb as events from outbox where subject = $1 order by position',
    [contract.subject],
  );
  return rows.flatMap(({ events }) => events);
}
