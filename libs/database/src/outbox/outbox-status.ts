import { schemaOf } from '../service-database.js';
import { withClient } from '../with-client.js';
import { RELAY_LOCK } from './relay-session.js';

const STATUS = `
  select count(*)::int as waiting, coalesce(sum(octet_length(payload)), 0)::float8 as bytes,
    min(created_at) as oldest_at,
    exists (
      select from pg_locks
      where locktype = 'advisory' and granted and classid = $1::int::oid
        and objid = (hashtext($2)::bigint & 4294967295)::oid
        and database = (select oid from pg_database where datname = current_database())
    ) as has_relay
  from outbox where published_at is null`;

interface StatusRow {
  readonly waiting: number;
  readonly bytes: number;
  readonly oldest_at: Date | null;
  readonly has_relay: boolean;
}

export interface OutboxStatus extends Omit<StatusRow, 'oldest_at'> {
  /** When the message that waits longest was stored; null where none waits. */
  readonly oldest_at: string | null;
}

/** The messages of a service that wait, and whether a relay is at work on them. For the operator. */
export const outboxStatus = ({
  url,
  service,
}: {
  readonly url: string;
  readonly service: string;
}): Promise<OutboxStatus> =>
  withClient(
    {
      connectionString: url,
      application_name: 'nimbus-outbox-status',
      options: `-c search_path=${schemaOf(service)}`,
    },
    async (client) => {
      const { rows } = await client.query<StatusRow>(STATUS, [RELAY_LOCK, schemaOf(service)]);
      const { waiting = 0, bytes = 0, oldest_at = null, has_relay = false } = rows[0] ?? {};
      return { waiting, bytes, oldest_at: oldest_at?.toISOString() ?? null, has_relay };
    },
  );
