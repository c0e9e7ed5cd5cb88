import { named } from '#database';

/**
 * A process that was not seen for this long is dead: five beats. An attempt, which takes 15 s at most, is begun only while
 * the lease lasts longer than that: so no two processes ever send to one webhook.
 */
export const LEASE_MS = 30_000;
const LEASE = `interval '${LEASE_MS} milliseconds'`;

/** Leases are compared by the clock of the database, which all processes share. */
const IS_FREE = 'holder is null';
const IS_LEFT = 'held_until < clock_timestamp()';

/** Whether the process $2 would find something to take at $1, apart from the webhooks $3. */
export const IS_DUE = named(`
select exists (
    select from delivery_queue
    where due_at <= $1 and (${IS_FREE} or holder = $2) and endpoint_id <> all ($3::uuid[])
  ) or exists (select from delivery_queue where ${IS_LEFT}) as is_due`);

/**
 * Leases up to $5 webhooks to the process $2: those that are due at $1 apart from $3, and those that a dead process left.
 * $4: whether it may take those that it does not hold yet.
 */
export const TAKE = named(`
with due as (
  select endpoint_id from delivery_queue
  where (due_at <= $1 and (holder = $2 or ($4 and ${IS_FREE})) and endpoint_id <> all ($3::uuid[]))
    or ($4 and ${IS_LEFT})
  order by due_at limit $5
  for update skip locked
)
update delivery_queue q set holder = $2, held_until = clock_timestamp() + ${LEASE}
from due where q.endpoint_id = due.endpoint_id
returning q.endpoint_id`);

/**
 * Reads deliveries of the leased webhooks $1 that are due at $3, up to about $2 of each, and moves \`due_at\` on to those
 * that are left. It must be a statement after TAKE: under the locks of TAKE its snapshot has all deliveries whose intake
 * has committed, and an intake that commits later finds the new \`due_at\` and lowers it again.
 */
export const READ_DUE = named(`
with wanted as (
  select * from unnest($1::uuid[], $2::int[]) as wanted (endpoint_id, size)
), waiting as (
  select wanted.endpoint_id, wanted.size, e.updated_at, d.event_id, d.tries, d.next_attempt_at
  from wanted
  join endpoint e on e.id = wanted.endpoint_id and e.active
  cross join lateral (
    select event_id, tries, next_attempt_at from delivery
    where delivery.endpoint_id = wanted.endpoint_id and status = 'pending'
    order by next_attempt_at, event_id limit wanted.size + 1
  ) d
), rest as (
  select endpoint_id,
    case when count(event_id) > wanted.size and max(next_attempt_at) <= $3 then $3::timestamptz
      else min(next_attempt_at) filter (where next_attempt_at > $3) end as due_at
  from wanted left join waiting using (endpoint_id)
  group by endpoint_id, wanted.size
), moved as (
  update delivery_queue q set due_at = rest.due_at
  from rest where q.endpoint_id = rest.endpoint_id and q.due_at is distinct from rest.due_at
)
select endpoint_id, updated_at, event_id, tries from waiting where next_attempt_at <= $3
order by next_attempt_at, event_id`);

/** Renews the leases of the process $1 on the webhooks $2, and gives back all others that it holds. */
export const BEAT = `
with mine as (
  select endpoint_id, endpoint_id = any ($2::uuid[]) as is_busy from delivery_queue
  where holder = $1
  order by endpoint_id
  for no key update
), renewed as (
  update delivery_queue q set
    holder = case when is_busy then $1::uuid end,
    held_until = case when is_busy then clock_timestamp() + ${LEASE} end
  from mine where q.endpoint_id = mine.endpoint_id
)
select mine.endpoint_id, e.active, e.updated_at
from mine join endpoint e on e.id = mine.endpoint_id
where is_busy`;

/** The process $1 gives the webhooks $2 back, to be looked at again at $3; all of them where $2 is null. */
export const RELEASE = `
with mine as (
  select endpoint_id from delivery_queue
  where holder = $1 and ($2::uuid[] is null or endpoint_id = any ($2::uuid[]))
  order by endpoint_id
  for no key update
)
update delivery_queue q set holder = null, held_until = null, due_at = least(due_at, $3::timestamptz)
from mine where q.endpoint_id = mine.endpoint_id`;

/** All webhooks of the process $1 are to be read again at $2. */
export const MAKE_ALL_DUE = `
with mine as (
  select endpoint_id from delivery_queue where holder = $1
  order by endpoint_id
  for no key update
)
update delivery_queue q set due_at = least(due_at, $2::timestamptz)
from mine where q.endpoint_id = mine.endpoint_id`;

/** The webhook $1 has a delivery that is due at $2. After the delivery was written: see READ_DUE. */
export const MAKE_DUE =
  'update delivery_queue set due_at = least(due_at, $2::timestamptz) where endpoint_id = $1';
