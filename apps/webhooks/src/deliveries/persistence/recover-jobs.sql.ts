import { firstPosition } from '../../public-events/index.js';

/**
 * Up to 1,000 events of the workspace $1 after the position $3, of those that were stored since $4, with what the webhook $2
 * makes of them at $5: deliveries that had failed start again, and events that came while it was off get a delivery. When an
 * event happened does not count: one that was stored late came to the webhook, or missed it, at that time. A test is for one
 * webhook alone.
 */
export const RECOVER_PART = `
with part as (
  select id, type, position, stored_at from event
  where workspace_id = $1 and position > $3 and stored_at >= $4
    and position >= (${firstPosition('$1', 'stored_at >= $4')})
  order by position limit 1000
), again as (
  update delivery d set status = 'pending', tries = 0, next_attempt_at = $5
  from part
  where d.event_id = part.id and d.endpoint_id = $2 and d.status = 'failed'
    and d.event_id >= (select id from part order by id limit 1)
  returning d.event_id
), added as (
  insert into delivery (event_id, endpoint_id, workspace_id, type, next_attempt_at, created_at)
  select part.id, e.id, e.workspace_id, part.type, $5, $5
  from part join endpoint e on e.id = $2
  where part.type = any (e.event_types) and part.type <> 'webhook.test' and part.stored_at >= e.created_at
  on conflict (event_id, endpoint_id) do nothing
  returning event_id
)
select
  (select count(*)::int from part) as events,
  (select max(position) from part) as last,
  (select count(*)::int from again) as failed,
  (select count(*)::int from added) as missed`;

/** How many events RECOVER_PART will look at, up to a number that says enough. */
export const COUNT_EVENTS = `
select count(*)::int as events from (
  select from event where workspace_id = $1 and stored_at >= $2 limit 100000
) counted`;
