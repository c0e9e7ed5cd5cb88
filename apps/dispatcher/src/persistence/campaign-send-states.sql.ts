/** Not `infinity`, which pg does not read as a date. */
const NEVER = `timestamptz '9999-01-01 00:00 UTC'`;

/**
 * Stores the newest version of each campaign and wakes the campaign: $1 now, $2 the campaigns. A campaign that is not
 * active is held by its own version; an active one stays held by a newer hold. A warmup campaign is never woken: others
 * plan its messages, and only its hold counts here. Nor is a delegated one, whose platform sends.
 */
export const STORE_CAMPAIGNS = `
insert into campaign_send_state (campaign_id, workspace_id, version, held, archived, hold_version, min_health_score,
  smart_time_gaps, open_tracking, link_tracking, daily_limit, time_zone, recipient_time_zone, start_hour, end_hour, send_days,
  open_from, open_until, delegated, wake_at, held_at)
select campaign_id, workspace_id, version, not active, archived, case when active then 0 else version end,
  min_health_score, smart_time_gaps, open_tracking, link_tracking, daily_limit, time_zone, recipient_time_zone, start_hour,
  end_hour, send_days, open_from, open_until, delegated, case when warmup or delegated then ${NEVER} else $1::timestamptz end,
  case when not active then $1::timestamptz end
from jsonb_to_recordset($2::jsonb) as c (
  campaign_id uuid, workspace_id uuid, version int, active boolean, archived boolean, min_health_score int, smart_time_gaps boolean,
  open_tracking boolean, link_tracking boolean, daily_limit int, time_zone text, recipient_time_zone boolean, start_hour int, end_hour int,
  send_days int[], open_from timestamptz, open_until timestamptz, delegated boolean,
  warmup boolean)
order by campaign_id
on conflict (campaign_id) do update
set version = excluded.version,
  held = excluded.held or excluded.version <= campaign_send_state.hold_version,
  held_at = case
    when (excluded.held or excluded.version <= campaign_send_state.hold_version) and not campaign_send_state.held then $1::timestamptz
    else campaign_send_state.held_at end,
  archived = excluded.archived,
  hold_version = greatest(campaign_send_state.hold_version, excluded.hold_version),
  min_health_score = excluded.min_health_score, smart_time_gaps = excluded.smart_time_gaps,
  open_tracking = excluded.open_tracking, link_tracking = excluded.link_tracking, daily_limit = excluded.daily_limit,
  time_zone = excluded.time_zone, recipient_time_zone = excluded.recipient_time_zone,
  start_hour = excluded.start_hour, end_hour = excluded.end_hour, send_days = excluded.send_days,
  open_from = excluded.open_from, open_until = excluded.open_until, delegated = excluded.delegated,
  wake_at = excluded.wake_at, schedule_version = campaign_send_state.schedule_version + 1
where campaign_send_state.version < excluded.version and campaign_send_state.workspace_id = excluded.workspace_id
returning campaign_id`;

/** Stores the traces that the sends of campaigns go on with: $1 campaigns, $2 their workspaces, $3 traces, element by element. */
export const STORE_TRACES = `
update campaign_send_state state set traceparent = started.traceparent
from unnest($1::uuid[], $2::uuid[], $3::text[]) as started (campaign_id, workspace_id, traceparent)
where state.campaign_id = started.campaign_id and state.workspace_id = started.workspace_id`;

/**
 * Stores exactly these accounts of each campaign: $1 campaigns and $2 their accounts, pair by pair; $3 now. Deleted
 * accounts are left out: campaigns go on naming them. The scheduled sends of a removed account may leave from another
 * account, follow-ups too: nothing else would ever send them. A locked send is claimed, or another statement unassigns it; a
 * wait for the lock could be a deadlock.
 */
export const STORE_CAMPAIGN_ACCOUNTS = `
with member as (
  select * from unnest($1::uuid[], $2::uuid[]) as m (campaign_id, account_id)
), removed as (
  delete from campaign_account
  where campaign_id in (select campaign_id from member)
    and (campaign_id, account_id) not in (select campaign_id, account_id from member)
  returning campaign_id, account_id
), stranded as (
  select s.id from send s join removed using (campaign_id, account_id)
  where s.status = 'scheduled'
  order by s.id for update of s skip locked
), freed as (
  update send s set account_id = null, updated_at = $3
  from stranded where s.id = stranded.id and s.status = 'scheduled'
)
insert into campaign_account (campaign_id, account_id)
select campaign_id, account_id from member
where not exists (select from account_state a where a.account_id = member.account_id and a.deleted)
on conflict do nothing`;

/**
 * Cancels the scheduled and delegated sends of archived campaigns: $1 now, $2 campaigns. It runs when a campaign is archived,
 * and again when a send is scheduled afterwards: by a released claim, by a step that became due before, or by a late plan. Each
 * status has an index of its own.
 */
export const CANCEL_ARCHIVED = `
with archived as materialized (
  select campaign_id from campaign_send_state where campaign_id = any ($2::uuid[]) and archived
), open as (
  select s.id from send s join archived using (campaign_id) where s.status = 'scheduled'
  union all
  select s.id from send s join archived using (campaign_id) where s.status = 'delegated'
), waiting as (
  select s.id from open join send s using (id)
  order by s.id
  for update of s skip locked
)
update send s set status = 'canceled', error_code = 'campaign_archived', updated_at = $1
from waiting where s.id = waiting.id and s.status in ('scheduled', 'delegated')`;

/** Campaigns that are due for a look after their interval has passed: $1 now. */
export const WINDOWS_OVER = `
select campaign_id, start_hour, end_hour, send_days, time_zone, recipient_time_zone, schedule_version from campaign_send_state
where not held and wake_at <= $1 and open_until <= $1`;

/** Stores intervals: $1 campaigns, $2 and $3 start and end, $4 the `schedule_version` they were computed for, element by element. */
export const STORE_WINDOWS = `
update campaign_send_state state set open_from = w.open_from, open_until = w.open_until, schedule_version = state.schedule_version + 1
from unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[], $4::bigint[])
  as w (campaign_id, open_from, open_until, schedule_version)
where state.campaign_id = w.campaign_id and state.schedule_version = w.schedule_version`;

/**
 * No send of the campaign starts after this commit: $1 campaign, $2 workspace, $3 version of the hold, $4 now. An unknown
 * campaign is held in advance, so that the launch event that this hold overtook does not lift it.
 */
export const HOLD = `
insert into campaign_send_state (campaign_id, workspace_id, held, held_at, hold_version, wake_at)
values ($1, $2, true, $4::timestamptz, $3, $4::timestamptz)
on conflict (campaign_id) do update
set held = campaign_send_state.held or campaign_send_state.version <= excluded.hold_version,
  held_at = case when not campaign_send_state.held and campaign_send_state.version <= excluded.hold_version then $4::timestamptz
    else campaign_send_state.held_at end,
  hold_version = greatest(campaign_send_state.hold_version, excluded.hold_version)
where campaign_send_state.workspace_id = excluded.workspace_id`;

/** A separate statement after the hold: its snapshot must be younger than the hold's lock. */
export const IN_FLIGHT = `
select (
  select count(*) from send
  where campaign_id = $1 and workspace_id = $2 and status = 'sending' and delivery_started_at is not null
)::int + (
  select count(*) from warmup_send
  where campaign_id = $1 and workspace_id = $2 and status = 'sending' and delivery_started_at is not null
)::int as in_flight`;
