const COLUMNS = `
  id, workspace_id, name, type, conditions, created_at, updated_at, contact_count, contact_count_at`;
const SELECT = `select ${COLUMNS} from segment`;

export const INSERT = 'insert into segment select * from jsonb_populate_record(null::segment, $1)';

export const FIND = `${SELECT} where workspace_id = $1 and id = any($2::uuid[])`;

export const PAGE = `
  ${SELECT}
  where workspace_id = $1 and ($2::uuid is null or id < $2)
  order by id desc
  limit $3`;

/** $3 name and $4 conditions, null for what stays; $5 now. The count was of the conditions before. */
export const UPDATE = `
  update segment set
    name = coalesce($3, name), conditions = coalesce($4::jsonb, conditions), updated_at = $5,
    contact_count = null, contact_count_at = null
  where workspace_id = $1 and id = $2
  returning ${COLUMNS}`;

export const DELETE = 'delete from segment where workspace_id = $1 and id = $2';

/** $2 is the wire id, as filters have it. */
export const IS_NAMED = `
  select from campaign_replica
  where workspace_id = $1 and status in ('draft', 'active', 'paused') and filter -> 'segment_ids' ? $2
  limit 1`;

/** In the order of the ids: two requests that share contacts wait for each other instead of deadlocking. */
export const ADD_CONTACTS = `
  insert into segment_contact (segment_id, contact_id)
  select $1, id from contact where workspace_id = $2 and id = any($3::uuid[]) and deleted_at is null
  order by id
  on conflict do nothing
  returning contact_id`;

export const REMOVE_CONTACTS =
  'delete from segment_contact where segment_id = $1 and contact_id = any($2::uuid[])';

/**
 * $1 uuids, $2 their counts, $3 when those were taken, $4 when the segments had changed last. A count that is older than
 * the stored one is passed over.
 */
export const STORE_COUNTS = `
  update segment s set contact_count = taken.count, contact_count_at = $3, count_claimed_until = null
  from unnest($1::uuid[], $2::int[], $4::timestamptz[]) as taken(id, count, updated_at)
  where s.id = taken.id and s.updated_at = taken.updated_at
    and (s.contact_count_at is null or s.contact_count_at <= $3)`;

/** One that could not be counted in time would else be counted again and again. */
export const REST = 'update segment set count_claimed_until = $2 where id = $1';

/**
 * Claims until $3 up to 20 segments of one workspace whose counts are missing or older than $1: $2 is now. Nothing of a
 * workspace in which others are claimed, so that only one statement at a time counts its contacts. A replica that claims
 * at the same moment waits for the row, finds it claimed and passes it over.
 */
export const CLAIM_STALE = `
  with oldest as (
    select workspace_id from segment s
    where (contact_count_at is null or contact_count_at < $1)
      and (count_claimed_until is null or count_claimed_until < $2)
      and not exists (
        select from segment claimed
        where claimed.workspace_id = s.workspace_id and claimed.count_claimed_until >= $2
      )
    order by contact_count_at nulls first, id limit 1
    for update
  )
  update segment set count_claimed_until = $3
  where id in (
    select id from segment
    where workspace_id = (select workspace_id from oldest)
      and (contact_count_at is null or contact_count_at < $1)
    order by contact_count_at nulls first limit 20
  )
  returning ${COLUMNS}`;
