import { withServiceClient } from '#database';
import { idOf, type Id } from '#kernel';

/** A dispatcher that runs notes it every five seconds. */
const LAST_SEEN = `
select max(seen_at) as at, coalesce(max(seen_at) > clock_timestamp() - interval '15 seconds', false) as runs from known_servers`;

const DECLARE = `
insert into lost_time (starts_at, ends_at) values ($1, $2)
on conflict (ends_at) do update set starts_at = least(lost_time.starts_at, excluded.starts_at)`;

const DOUBTFUL = `
select campaign_id, count(*)::int as sends from send
where (status = 'scheduled' and due_at <= $1) or status = 'sending'
group by campaign_id order by campaign_id`;

const FORGET_SERVERS = 'delete from known_servers';

export interface DoubtfulCampaign {
  readonly campaignId: Id<'camp'>;
  readonly sends: number;
}

/** For the operator's tool: what the database of the dispatcher knows about its loss. `url` is that of the service. */
export class RestoredDispatcher {
  constructor(private readonly url: string) {}

  /** When a dispatcher was last seen; null where none has ever sent. */
  async lastSeen(): Promise<{ readonly at: Date | null; readonly runs: boolean }> {
    const [row] = await this.query<{ at: Date | null; runs: boolean }>(LAST_SEEN);
    return row ?? { at: null, runs: false };
  }

  /** Resolves with the campaigns whose sends are in doubt already. */
  async declareLostTime(from: Date, until: Date): Promise<DoubtfulCampaign[]> {
    await this.query(DECLARE, [from, until]);
    const rows = await this.query<{ campaign_id: string; sends: number }>(DOUBTFUL, [until]);
    return rows.map(({ campaign_id, sends }) => ({ campaignId: idOf('camp', campaign_id), sends }));
  }

  /** The dispatcher sends again, on whatever servers it finds. */
  async forgetServers(): Promise<void> {
    await this.query(FORGET_SERVERS);
  }

  private query<Row extends object>(sql: string, params: unknown[] = []): Promise<Row[]> {
    const where = { url: this.url, service: 'dispatcher', tool: 'nimbus-restore' };
    return withServiceClient(where, async (client) => (await client.query<Row>(sql, params)).rows);
  }
}
