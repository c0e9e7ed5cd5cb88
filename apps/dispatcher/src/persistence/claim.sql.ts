import { dayResetsAt, sentToday } from './day.sql.js';

/** How many inboxes one claim may take: their rows are locked for its duration. */
const MAX_LANES = 100;

/** What one claim gives a single inbox at most, so that a slow server does not hold a whole batch. */
const MAX_PER_LANE = 40;

/** Smart time gaps are a minute at least. The seconds more are what a hand-over may be late after its claim. */
const SHORTEST_GAP = `interval '65 seconds'`;

const DUE = `status = 'scheduled' and due_at <= $1`;

/**
 * Claims up to a batch of due sends of ONE campaign, with every limit checked and every counter raised in this statement.
 *
 * $1 now, $2 this instance, $3 id of the claim, $4 batch, $5 inboxes that are busy here.
 *
 * Answers one row per claimed send, each with its campaign; one row without a send when the campaign that was due for a
 * look has nothing that may go; no row when none was due.
 *
 * The rows of the campaign and its inboxes are locked, which re-reads them, before any counter is looked at; `skip
 * locked` keeps claimants apart, and as a claim waits for nothing, it cannot be part of a deadlock. The update repeats
 * `status = 'scheduled'`: a snapshot older than another's claim still shows its sends as waiting, and without the
 * condition the update takes them again (500 of 200,000 were, with four claimants).
 *
 * `limit 1` and not `exists` where an inbox is asked for its own due sends: the planner makes an `exists` a hash of
 * everything that is due anywhere.
 */
export const CLAIM = `
with pace as materialized (
  select p.*,
    p.daily_limit - ${sentToday('p', '$1')} as left_today,
    p.open_from <= $1 and $1 < p.open_until as open
  from campaign_pace p
  where not p.held and p.wake_at <= $1
  order by p.wake_at
  limit 1
  for update skip locked
), room as materialized (
  select campaign_id, smart_time_gaps, min_health_score,
    case when open then greatest(0, least($4::int, left_today)) else 0 end as size,
    exists (select from send s where s.campaign_id = pace.campaign_id and s.account_id is null and ${DUE}) as has_fresh
  from pace
), lane_pick as materialized (
  select l.account_id, l.next_at, ${sentToday('l', '$1')} as used, l.daily_limit - ${sentToday('l', '$1')} as capacity
  from room
  join campaign_lane using (campaign_id)
  join lane l using (account_id)
  cross join lateral (
    select count(*) = 1 as due from (
      select from send s where s.campaign_id = room.campaign_id and s.account_id = l.account_id and ${DUE} limit 1
    ) s
  ) own
  where room.size > 0 and l.active and l.health_score >= room.min_health_score
    and l.daily_limit > ${sentToday('l', '$1')}
    and (not room.smart_time_gaps or l.next_at <= $1) and l.rests_until <= $1
    and l.account_id <> all ($5::uuid[])
    and (own.due or room.has_fresh)
  order by own.due desc, used, l.next_at, l.account_id
  limit ${MAX_LANES}
  for update of l skip locked
), lane_slots as materialized (
  select l.account_id, l.next_at, l.used, least(l.capacity, case when room.smart_time_gaps then 1
    else least(${MAX_PER_LANE}, greatest(2, ceil(2.0 * room.size / count(*) over ()))) end)::int as slots
  from lane_pick l, room
), follow_up as materialized (
  select s.id, s.due_at, l.account_id
  from lane_slots l
  cross join room
  cross join lateral (
    select id, due_at from send
    where campaign_id = room.campaign_id and account_id = l.account_id and ${DUE}
    order by due_at limit l.slots for update skip locked
  ) s
), free_slot as materialized (
  select l.account_id, row_number() over (order by l.used + taken.n + slot, l.next_at, l.account_id) as place
  from lane_slots l
  cross join lateral (select count(*)::int as n from follow_up f where f.account_id = l.account_id) taken
  cross join lateral generate_series(1, l.slots - taken.n) slot
), first_message as materialized (
  select id, due_at, row_number() over (order by due_at, id) as place
  from room
  cross join lateral (
    select s.id, s.due_at from send s
    where s.campaign_id = room.campaign_id and s.account_id is null and ${DUE}
    order by s.due_at limit least(room.size, (select count(*) from free_slot)) for update skip locked
  ) s
), chosen as materialized (
  select id, account_id from (
    select id, due_at, account_id from follow_up
    union all
    select m.id, m.due_at, f.account_id from first_message m join free_slot f using (place)
  ) candidate
  order by due_at, id
  limit (select size from room)
), claimed as (
  update send s
  set status = 'sending', account_id = chosen.account_id, claimed_by = $2, claim_id = $3, claimed_at = $1,
    handover_at = null, updated_at = $1
  from chosen
  where s.id = chosen.id and s.status = 'scheduled'
  returning s.*
), lane_counted as (
  update lane l
  set sent_today = ${sentToday('l', '$1')} + taken.n, day_resets_at = ${dayResetsAt('l', '$1')},
    -- Where windows are those of contacts, the quota is spread over what is left of this one's.
    next_at = case when pace.smart_time_gaps then $1 + greatest(${SHORTEST_GAP},
      (least(pace.open_until, case when pace.recipient_time_zone then taken.closes_at end) - $1)
      / greatest(1, least(
          l.daily_limit - ${sentToday('l', '$1')} - taken.n,
          -- A campaign's limit may be less than its inboxes' together: their gaps share what it leaves.
          ceil(pace.left_today::numeric / (select count(*) from campaign_lane c where c.campaign_id = pace.campaign_id))
        ))::float8
      * (0.5 + random())) else l.next_at end
  from (
    select account_id, count(*)::int as n, min(closes_at) filter (where closes_at > $1) as closes_at
    from claimed group by account_id
  ) taken, pace
  where l.account_id = taken.account_id
), pace_counted as (
  update campaign_pace p
  set sent_today = ${sentToday('p', '$1')} + taken.n, day_resets_at = ${dayResetsAt('p', '$1')}, wake_at = $1
  from (select campaign_id, count(*)::int as n from claimed group by campaign_id) taken
  where p.campaign_id = taken.campaign_id
)
select pace.campaign_id, pace.workspace_id, pace.version, pace.plan_seq, pace.open_tracking,
  pace.open_until <= $1 as window_over, pace.smart_time_gaps,
  pace.recipient_time_zone, pace.time_zone, pace.start_hour, pace.end_hour, pace.send_days,
  c.id, c.enrollment_id, c.contact_id, c.email, c.step_id, c.step_number, c.account_id, c.attempts
from pace left join claimed c on true
order by c.due_at, c.id`;

/** A campaign that had nothing to give is left alone this long at least: what it needs may be locked or busy. */
const SHORTEST_SLEEP = `interval '50 milliseconds'`;
/** And this long at most, in case a wake-up was missed. 2,000 idle campaigns then cost one look in two seconds. */
const LONGEST_SLEEP = `interval '1 hour'`;

/**
 * Lets a campaign sleep that has nothing more to give, until the first moment at which it can send again: $1 now,
 * $2 campaign, $3 the `plan_seq` that the claim saw. If anything was planned or changed since, nothing happens, and the
 * next claim looks again.
 *
 * A campaign can send when its window is open, its limit has room and a send is due whose sending account may send.
 * Each of these stays true until the window closes, so that the latest of their first moments is the answer. A source
 * with nothing to send gives no row: in `greatest(null, at)` it would count as ready at \`at\`.
 */
export const SLEEP = `
with pace as materialized (
  select p.*, greatest($1, p.open_from, case
    when p.daily_limit <= 0 then 'infinity'
    when p.daily_limit <= ${sentToday('p', '$1')} then p.day_resets_at end) as ready_at
  from campaign_pace p
  where p.campaign_id = $2 and p.plan_seq = $3 and not p.held
  for update
), account as materialized (
  select l.account_id, greatest(l.rests_until, case when pace.smart_time_gaps then l.next_at end,
    case when l.daily_limit <= ${sentToday('l', '$1')} then l.day_resets_at end) as ready_at
  from pace join campaign_lane using (campaign_id) join lane l using (account_id)
  where l.active and l.health_score >= pace.min_health_score and l.daily_limit > 0
), sendable as (
  select greatest(s.due_at, first.ready_at) as at
  from pace cross join lateral (
    select due_at from send where campaign_id = pace.campaign_id and account_id is null and status = 'scheduled'
    order by due_at limit 1
  ) s cross join lateral (select ready_at from account order by ready_at limit 1) first
  union all
  select greatest(s.due_at, account.ready_at)
  from pace cross join account cross join lateral (
    select due_at from send
    where campaign_id = pace.campaign_id and account_id = account.account_id and status = 'scheduled'
    order by due_at limit 1
  ) s
)
update campaign_pace p
set wake_at = least($1 + ${LONGEST_SLEEP},
  greatest($1 + ${SHORTEST_SLEEP}, pace.ready_at, coalesce((select min(at) from sendable), 'infinity')))
from pace
where p.campaign_id = pace.campaign_id`;

/** When the first campaign is due for a look. */
export const NEXT_LOOK = 'select wake_at from campaign_pace where not held order by wake_at limit 1';
