import { dailyCeiling, dayResetsAt, sentToday } from './day.sql.js';

/** The accounts of one claim at most: their rows are locked for its duration. */
const MAX_ACCOUNTS = 100;

/** The sends of one account in a claim at most, so that a slow server does not hold a whole batch. */
const MAX_PER_ACCOUNT = 40;

/** Smart time gaps are a minute at least. A delivery may start five seconds after its claim. */
const SHORTEST_GAP = `interval '65 seconds'`;

const DUE = `status = 'scheduled' and due_at <= $1`;

/**
 * Claims up to a batch of due sends of ONE campaign, with every limit checked and every counter raised in this statement.
 *
 * $1 now, $2 this instance, $3 id of the claim, $4 batch, $5 accounts that are busy in this process, $6 campaigns that get no
 * claim in this process.
 *
 * Returns one row per claimed send, each with its campaign; one row without a send when the campaign that was due for a
 * look has no send that may leave; no row when no campaign was due.
 *
 * The rows of the campaign and its accounts are locked, which reads them again, before any counter is used; `skip
 * locked` keeps claimants apart, and as a claim waits for nothing, it cannot be part of a deadlock. The update repeats
 * `status = 'scheduled'`: a snapshot older than another's claim still shows its sends as waiting, and without the
 * condition the update takes them again (500 of 200,000 were, with four claimants).
 *
 * The update's condition is not the one of an index: with statistics from a time when nothing waited, the planner compared
 * each chosen send with everything that waits anywhere (a claim took 300 ms beside 5,000 waiting sends).
 *
 * `limit 1` and not `exists` where an account's own due sends are looked up: the planner makes an `exists` a hash of
 * everything that is due anywhere.
 */
export const CLAIM = `
with campaign as materialized (
  select state.*,
    state.daily_limit - ${sentToday('state', '$1')} as left_today,
    state.open_from <= $1 and $1 < state.open_until as open
  from campaign_send_state state
  where not state.held and state.wake_at <= $1 and state.campaign_id <> all ($6::uuid[])
  order by state.wake_at
  limit 1
  for update skip locked
), room as materialized (
  select campaign_id, smart_time_gaps, min_health_score,
    case when open then greatest(0, least($4::int, left_today)) else 0 end as size,
    exists (select from send s where s.campaign_id = campaign.campaign_id and s.account_id is null and ${DUE}) as has_fresh
  from campaign
), picked_account as materialized (
  select a.account_id, a.next_at, ${sentToday('a', '$1')} as used, ${dailyCeiling('a')} - ${sentToday('a', '$1')} as capacity
  from room
  join campaign_account using (campaign_id)
  join account_state a using (account_id)
  cross join lateral (
    select count(*) = 1 as due from (
      select from send s where s.campaign_id = room.campaign_id and s.account_id = a.account_id and ${DUE} limit 1
    ) s
  ) own
  where room.size > 0 and a.active and a.health_score >= room.min_health_score
    and ${dailyCeiling('a')} > ${sentToday('a', '$1')}
    and (not room.smart_time_gaps or a.next_at <= $1) and a.cooldown_until <= $1
    and a.rests_until <= $1
    and a.account_id <> all ($5::uuid[])
    and (own.due or room.has_fresh)
  order by own.due desc, used, a.next_at, a.account_id
  limit ${MAX_ACCOUNTS}
  for update of a skip locked
), account_slots as materialized (
  select a.account_id, a.next_at, a.used, least(a.capacity, case when room.smart_time_gaps then 1
    else least(${MAX_PER_ACCOUNT}, greatest(2, ceil(2.0 * room.size / count(*) over ()))) end)::int as slots
  from picked_account a, room
), follow_up as materialized (
  select s.id, s.due_at, a.account_id
  from account_slots a
  cross join room
  cross join lateral (
    select id, due_at from send
    where campaign_id = room.campaign_id and account_id = a.account_id and ${DUE}
    order by due_at limit a.slots for update skip locked
  ) s
), free_slot as materialized (
  select a.account_id, row_number() over (order by a.used + taken.n + slot, a.next_at, a.account_id) as place
  from account_slots a
  cross join lateral (select count(*)::int as n from follow_up f where f.account_id = a.account_id) taken
  cross join lateral generate_series(1, a.slots - taken.n) slot
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
    delivery_started_at = null, updated_at = $1
  from chosen
  where s.id = chosen.id and s.status || '' = 'scheduled'
  returning s.*
), account_counted as (
  update account_state a
  set sent_today = ${sentToday('a', '$1')} + taken.n, day_resets_at = ${dayResetsAt('a', '$1')},
    -- Where windows count in the zones of contacts, the quota is spread over the rest of this contact's window.
    next_at = case when campaign.smart_time_gaps then $1 + greatest(${SHORTEST_GAP},
      (least(campaign.open_until, case when campaign.recipient_time_zone then taken.closes_at end) - $1)
      / greatest(1, least(
          ${dailyCeiling('a')} - ${sentToday('a', '$1')} - taken.n,
          -- The limit of a campaign may be less than the sum of its accounts' limits: their gaps share it.
          ceil(campaign.left_today::numeric / (select count(*) from campaign_account c where c.campaign_id = campaign.campaign_id))
        ))::float8
      * (0.5 + random())) else a.next_at end
  from (
    select account_id, count(*)::int as n, min(closes_at) filter (where closes_at > $1) as closes_at
    from claimed group by account_id
  ) taken, campaign
  where a.account_id = taken.account_id
), campaign_counted as (
  update campaign_send_state state
  set sent_today = ${sentToday('state', '$1')} + taken.n, day_resets_at = ${dayResetsAt('state', '$1')}, wake_at = $1
  from (select campaign_id, count(*)::int as n from claimed group by campaign_id) taken
  where state.campaign_id = taken.campaign_id
)
select campaign.campaign_id, campaign.workspace_id, campaign.version, campaign.schedule_version, campaign.open_tracking,
  campaign.link_tracking, campaign.open_until <= $1 as window_over, campaign.smart_time_gaps,
  campaign.traceparent, campaign.recipient_time_zone, campaign.time_zone, campaign.start_hour, campaign.end_hour, campaign.send_days,
  c.id, c.enrollment_id, c.contact_id, c.email, c.step_id, c.step_number, c.account_id, c.attempts
from campaign left join claimed c on true
order by c.due_at, c.id`;

/** The shortest sleep of a campaign: the rows that it needs may be locked, or its accounts busy. */
const SHORTEST_SLEEP = `interval '50 milliseconds'`;
/** The longest sleep, in case a wake-up was missed. 2,000 idle campaigns then cost one look in two seconds. */
const LONGEST_SLEEP = `interval '1 hour'`;

/**
 * Puts a campaign without a send that may leave to sleep until the first moment at which it can send again: $1 now,
 * $2 campaign, $3 the `schedule_version` that the claim saw. If anything was planned or changed since, nothing happens, and the
 * next claim looks again.
 *
 * A campaign can send when its window is open, its limit has room and a send is due whose sending account may send.
 * Each of these stays true until the window closes, so that the latest of their first moments is the answer. A source
 * with nothing to send gives no row: in `greatest(null, at)` it would count as ready at `at`.
 */
export const SLEEP = `
with campaign as materialized (
  select state.*, greatest($1, state.open_from, case
    when state.daily_limit <= 0 then 'infinity'
    when state.daily_limit <= ${sentToday('state', '$1')} then state.day_resets_at end) as ready_at
  from campaign_send_state state
  where state.campaign_id = $2 and state.schedule_version = $3 and not state.held
  for update
), account as materialized (
  select a.account_id, greatest(a.cooldown_until, a.rests_until, case when campaign.smart_time_gaps then a.next_at end,
    case when ${dailyCeiling('a')} <= ${sentToday('a', '$1')} then a.day_resets_at end) as ready_at
  from campaign join campaign_account using (campaign_id) join account_state a using (account_id)
  where a.active and a.health_score >= campaign.min_health_score and ${dailyCeiling('a')} > 0
), sendable as (
  select greatest(s.due_at, first.ready_at) as at
  from campaign cross join lateral (
    select due_at from send where campaign_id = campaign.campaign_id and account_id is null and status = 'scheduled'
    order by due_at limit 1
  ) s cross join lateral (select ready_at from account order by ready_at limit 1) first
  union all
  select greatest(s.due_at, account.ready_at)
  from campaign cross join account cross join lateral (
    select due_at from send
    where campaign_id = campaign.campaign_id and account_id = account.account_id and status = 'scheduled'
    order by due_at limit 1
  ) s
)
update campaign_send_state state
set wake_at = least($1 + ${LONGEST_SLEEP},
  greatest($1 + ${SHORTEST_SLEEP}, campaign.ready_at, coalesce((select min(at) from sendable), 'infinity')))
from campaign
where state.campaign_id = campaign.campaign_id`;

/** The time at which the first campaign is due for a look, but for those in $1. */
export const NEXT_LOOK = `
select wake_at from campaign_send_state where not held and campaign_id <> all ($1::uuid[]) order by wake_at limit 1`;
