import { named } from '#database';

/** The queues $2 that the process $1 holds, locked in the order in which everybody locks them. */
export const LOCK_QUEUES = named(`
select endpoint_id, failing_since, last_attempt_at, last_success_at from delivery_queue
where holder = $1 and endpoint_id = any ($2::uuid[])
order by endpoint_id
for no key update`);

/**
 * Stores the attempts $1, of events between $2 and $3. A delivery that was started again meanwhile has other tries: its
 * row stays as it is, and the answer lacks it.
 */
export const RECORD = named(`
update delivery d set
  status = a.status,
  tries = a.tries,
  next_attempt_at = a.next_attempt_at,
  attempts = case when jsonb_array_length(d.attempts) < 20 then d.attempts else d.attempts - 0 end || a.entry
from jsonb_to_recordset($1::jsonb) as a (
  event_id uuid, endpoint_id uuid, tries_before int, status text, tries int, next_attempt_at timestamptz, entry jsonb
)
where d.event_id = a.event_id and d.endpoint_id = a.endpoint_id and d.event_id between $2 and $3
  and d.status = 'pending' and d.tries = a.tries_before
returning d.endpoint_id`);

/** Stores the changes that attempts make about their webhooks, as rows of $1. */
export const RECORD_QUEUES = named(`
with changes as (
  select * from jsonb_to_recordset($1::jsonb) as changes (
    endpoint_id uuid, due_at timestamptz, failing_since timestamptz, last_attempt_at timestamptz,
    last_success_at timestamptz, hour timestamptz, attempts int, successes int, given_up int
  )
), figures as (
  insert into delivery_figure as f (endpoint_id, hour, attempts, successes, given_up)
  select endpoint_id, hour, attempts, successes, given_up from changes
  on conflict (endpoint_id, hour) do update set
    attempts = f.attempts + excluded.attempts,
    successes = f.successes + excluded.successes,
    given_up = f.given_up + excluded.given_up
)
update delivery_queue q set
  due_at = least(q.due_at, c.due_at),
  failing_since = c.failing_since,
  last_attempt_at = c.last_attempt_at,
  last_success_at = c.last_success_at
from changes c where q.endpoint_id = c.endpoint_id`);
