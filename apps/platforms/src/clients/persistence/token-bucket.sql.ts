/**
 * Takes a token of a connection, or tells in how many milliseconds there is one. No row: the connection is not stored.
 *
 * $1 connection, $2 size of the bucket, $3 tokens per second.
 *
 * The row is locked, which reads it again, before its level is used: with two replicas a snapshot older than the other's
 * token would give the same token twice. The time is that of the database, so that replicas with other clocks agree. A
 * connection that was never used has a full bucket.
 */
export const TAKE = `
with bucket as materialized (
  select id,
    least($2::float8,
      coalesce(tokens, 0) + $3::float8 * extract(epoch from clock_timestamp() - coalesce(refilled_at, 'epoch'))::float8
    ) as level,
    greatest(0, extract(epoch from blocked_until - clock_timestamp()))::float8 as blocked_s
  from connection where id = $1
  for no key update
), taken as (
  update connection c set tokens = bucket.level - 1, refilled_at = clock_timestamp()
  from bucket where c.id = bucket.id and bucket.level >= 1 and coalesce(bucket.blocked_s, 0) = 0
  returning c.id
)
select exists (select from taken) as taken,
  ceil(1000 * greatest(coalesce(blocked_s, 0), (1 - level) / $3::float8))::float8 as wait_ms
from bucket`;

/** The platform has refused a request by its limit: nobody asks it for $2 milliseconds. A longer block stays. */
export const BLOCK = `
update connection
set blocked_until = greatest(blocked_until, clock_timestamp() + $2::float8 * interval '1 millisecond')
where id = $1`;
