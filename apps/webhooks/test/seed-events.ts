import type { Queryable } from '#database';
import { uuidOf, type Id } from '#kernel';

interface SeededEvents {
  /** It has three quarters of the events; the others have 25 workspaces. */
  readonly workspace_id: Id<'ws'>;
  /** Nine of ten events of the workspace are about it; the others are about none. */
  readonly campaign_id: Id<'camp'>;
  readonly count: number;
  /** Their ids are spread evenly over the days before it. */
  readonly until: Date;
  readonly days: number;
}

/** One of 5,000 is a reply, one of 3 a click, and the others were sent. */
const INSERT = `
  insert into event (id, workspace_id, position, type, campaign_id, created_at, stored_at, data)
  select
    (lpad(to_hex(floor(extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(hash, 1, 3) || '8' || substr(hash, 4, 15))::uuid,
    case when n % 4 < 3 then $1::uuid else md5('workspace' || n % 25)::uuid end,
    nextval('event_position'),
    case when n % 5000 = 0 then 'email.replied' when n % 3 = 0 then 'email.clicked' else 'email.sent' end,
    case when n % 10 > 0 then $2::uuid end,
    at, at, '{"email": "grace@lumen.example"}'
  from (
    select n, md5(random()::text) as hash, $4::timestamptz - (1 - n / $3::float8) * $5::int * interval '1 day' as at
    from generate_series(1, $3::int) as n
    order by n
  ) as seeded`;

/** Stored events without deliveries. The partitions of their days must be there. */
export async function seedEvents(
  database: Queryable,
  { workspace_id, campaign_id, count, until, days }: SeededEvents,
): Promise<void> {
  await database.query(INSERT, [uuidOf(workspace_id), uuidOf(campaign_id), count, until, days]);
  await database.query('analyze event');
}
