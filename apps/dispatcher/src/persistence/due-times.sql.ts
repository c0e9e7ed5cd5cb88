/** Those of the campaigns $1 whose windows are judged in the zones of their contacts. */
export const RECIPIENT_WINDOWS = `
select campaign_id, start_hour, end_hour, send_days, time_zone, recipient_time_zone
from campaign_pace where campaign_id = any ($1::uuid[]) and recipient_time_zone`;

/** In which zones contacts of the campaigns $1 wait. */
export const WAITING_ZONES = `
select distinct campaign_id, time_zone from send
where campaign_id = any ($1::uuid[]) and status = 'scheduled'`;

/**
 * Moves what waits to when its window is open: $1 now, $2 campaigns, $3 zones of contacts, $4 and $5 when it opens and
 * closes there, element by element. Whatever was tried before keeps its pause; all else was due by now when it was
 * planned, so that it goes now where the window is open. A campaign that is judged in its own zone has no $5.
 *
 * What somebody has locked is on its way, and is looked at again before its hand-over; waiting for it could be a deadlock.
 */
export const MOVE_DUE_TIMES = `
with moving as (
  select s.id, w.opens_at, w.closes_at
  from unnest($2::uuid[], $3::text[], $4::timestamptz[], $5::timestamptz[])
    as w (campaign_id, time_zone, opens_at, closes_at)
  join send s on s.campaign_id = w.campaign_id and coalesce(s.time_zone, '') = coalesce(w.time_zone, '')
  where s.status = 'scheduled' and s.attempts = 0 and s.closes_at is distinct from w.closes_at
  order by s.id for update of s skip locked
)
update send s
set due_at = case when moving.opens_at > $1 then moving.opens_at else least(s.due_at, $1) end,
  closes_at = moving.closes_at, updated_at = $1
from moving where s.id = moving.id and s.status = 'scheduled'`;
