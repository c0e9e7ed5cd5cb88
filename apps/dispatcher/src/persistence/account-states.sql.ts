import { nextMidnight } from './day.sql.js';

/**
 * Stores the newest version of each account: $1 the accounts. A new version ends a refused login and a cooldown. It does
 * not end a rest: a version comes with every new score, and the quota is that of the server.
 */
export const STORE_ACCOUNTS = `
insert into account_state (account_id, workspace_id, email, version, active, deleted, health_score, daily_limit, ramp_limit,
  time_zone)
select account_id, workspace_id, email, version, active, deleted, health_score, daily_limit, ramp_limit, time_zone
from jsonb_to_recordset($1::jsonb) as a (
  account_id uuid, workspace_id uuid, email text, version int, active boolean, deleted boolean, health_score int, daily_limit int,
  ramp_limit int, time_zone text)
order by account_id
on conflict (account_id) do update
set email = excluded.email, version = excluded.version, active = excluded.active, deleted = excluded.deleted,
  health_score = excluded.health_score, daily_limit = excluded.daily_limit, ramp_limit = excluded.ramp_limit,
  time_zone = excluded.time_zone, cooldown_until = '-infinity'
where account_state.version < excluded.version and account_state.workspace_id = excluded.workspace_id
returning account_id`;

/** $1 an account that was not deleted. */
export const ACCOUNT = 'select workspace_id, active from account_state where account_id = $1 and not deleted';

/** The accounts of $1 that are of the workspaces $2, element by element. */
export const OWN_ACCOUNTS = `
select account_id, deleted from account_state
where (account_id, workspace_id) in (select * from unnest($1::uuid[], $2::uuid[]))`;

/**
 * Deactivates accounts after a refused login: $1 accounts, $2 the versions whose login was refused, element by element. A
 * newer version stays active: it may be stored before the refusal of an older one is recorded.
 */
export const DEACTIVATE_ACCOUNTS = `
update account_state a set active = false
from unnest($1::uuid[], $2::int[]) as refused (account_id, version)
where a.account_id = refused.account_id and a.version <= refused.version and a.active
returning a.account_id`;

/**
 * Lets accounts rest that are over their quota: $1 accounts, $2 the ends of their rests, null for the local midnight, $3
 * now. Returns the ends, and whether the rest has just begun.
 */
export const REST_ACCOUNTS = `
with over as materialized (
  select a.account_id, a.rests_until as before, greatest(a.rests_until, coalesce(r.until, ${nextMidnight('a', '$3')})) as until
  from account_state a join unnest($1::uuid[], $2::timestamptz[]) as r (account_id, until) using (account_id)
  order by a.account_id for update of a
)
update account_state a set rests_until = over.until
from over where a.account_id = over.account_id
returning a.account_id, a.rests_until, over.before <= $3 as begun`;

/**
 * Begins the gaps of accounts anew: $1 accounts, $2 now. It holds no other lock, so that it can be part of no deadlock.
 */
export const BEGIN_GAPS = `
with late as (
  select account_id from account_state where account_id = any ($1::uuid[]) order by account_id for update
)
update account_state a set next_at = greatest(a.next_at, $2::timestamptz + interval '1 minute')
from late where a.account_id = late.account_id`;

/**
 * Unassigns first messages from accounts that may not send now, so that they leave from another account: $1 accounts, $2
 * now. Follow-ups stay with their account.
 */
export const UNASSIGN_FIRST_MESSAGES = `
update send s set account_id = null, updated_at = $2
from account_state a
join campaign_account using (account_id)
join campaign_send_state state using (campaign_id)
where a.account_id = any ($1::uuid[]) and (not a.active or a.health_score < state.min_health_score or a.rests_until > $2)
  and s.campaign_id = state.campaign_id and s.account_id = a.account_id and s.status = 'scheduled' and s.step_number = 1`;

/**
 * Takes deleted accounts out of their campaigns: $1 accounts, $2 now. Their scheduled sends may leave from another
 * account of the campaign, follow-ups too: nothing else would ever send them. A locked send is claimed, or another
 * statement unassigns it. Returns the campaigns.
 */
export const LEAVE_CAMPAIGNS = `
with gone as (
  delete from campaign_account where account_id = any ($1::uuid[]) returning campaign_id, account_id
), stranded as (
  select s.id from send s join gone using (campaign_id, account_id)
  where s.status = 'scheduled'
  order by s.id for update of s skip locked
), freed as (
  update send s set account_id = null, updated_at = $2
  from stranded where s.id = stranded.id and s.status = 'scheduled'
)
select distinct campaign_id, state.workspace_id from gone join campaign_send_state state using (campaign_id)`;

/** Wakes the campaigns of accounts: $1 accounts, $2 now. */
export const WAKE_CAMPAIGNS = `
with touched as (
  select state.campaign_id from campaign_send_state state
  where state.campaign_id in (select campaign_id from campaign_account where account_id = any ($1::uuid[]))
  order by state.campaign_id for update
)
update campaign_send_state state set wake_at = least(state.wake_at, $2), schedule_version = state.schedule_version + 1
from touched where state.campaign_id = touched.campaign_id`;
