import { Injectable } from '@nestjs/common';
import { Database } from '#database';

/**
 * Notes that a dispatcher sends on the servers $1, the first ones that it ever saw, or finds them known. `identity` names
 * the cluster of PostgreSQL, which a restored dump gets anew, and the streams.
 */
const SEE = `
with servers as (
  select system_identifier || ' ' || $1 as identity from pg_control_system()
), first as (
  insert into known_servers (identity, seen_at)
  select identity, clock_timestamp() from servers where not exists (select from known_servers)
  on conflict (identity) do update set seen_at = excluded.seen_at
  returning identity
), again as (
  update known_servers k set seen_at = clock_timestamp() from servers where k.identity = servers.identity
  returning k.identity
)
select exists (select from first) or exists (select from again) as known`;

/** The servers that this database was last used with: with others, it or they may come from a back-up. */
@Injectable()
export class KnownServers {
  constructor(private readonly database: Database) {}

  /** Whether the servers are the known ones. `streamsMadeAt` tells one NATS from a later one. */
  async see(streamsMadeAt: string): Promise<boolean> {
    const [row] = await this.database.query<{ known: boolean }>(SEE, [streamsMadeAt]);
    return row?.known ?? false;
  }
}
