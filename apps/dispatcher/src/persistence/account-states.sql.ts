/** Keeps the newest version of each inbox: $1 the inboxes. A refused login, and a rest, are lifted by it. */
export const STORE_ACCOUNTS = `
insert into account_state (account_id, workspace_id, email, version, active, health_score, daily_limit, time_zone)
select account_id, workspace_id, email, version, active, health_score, daily_limit, time_zone
from jsonb_to_recordset($1::jsonb) as a (
  account_id uuid, workspace_id uuid, email text, version int, active boolean, health_score int, daily_limit int,
  time_zone text)
order by account_id
on conflict (account_id) do update
set email = excluded.email, version = excluded.version, active = excluded.active,
  health_score = excluded.health_score, daily_limit = excluded.daily_limit, time_zone = excluded.time_zone,
  cooldown_until = '-infinity'
where account_state.version < excluded.version
returning account_id`;

/**
 * What a refused login does at once: $1 inboxes, $2 the versions of their accounts that it was refused to, element by
 * element. A newer version rules again, and may have come in before the refusal of an older one is written down.
 */
export const DEACTIVATE_ACCOUNTS = `
update account_state a set active = false
from unnest($1::uuid[], $2::int[]) as refused (account_id, version)
where a.account_id = refused.account_id and a.version <= refused.version and a.active
returning a.account_id`;

/**
 * First messages that wait for an inbox which may not send now are free to go from another: $1 inboxes, $2 now.
 * Follow-ups stay with theirs.
 */
export const UNASSIGN_FIRST_MESSAGES = `
update send s set account_id = null, updated_at = $2
from account_state a
join campaign_account using (account_id)
join campaign_send_state state using (campaign_id)
where a.account_id = any ($1::uuid[]) and (not a.active or a.health_score < state.min_health_score)
  and s.campaign_id = state.campaign_id and s.account_id = a.account_id and s.status = 'scheduled' and s.step_number = 1`;

/** Makes the campaigns of inboxes look for work: $1 inboxes, $2 now. */
export const WAKE_CAMPAIGNS = `
with touched as (
  select state.campaign_id from campaign_send_state state
  where state.campaign_id in (select campaign_id from campaign_account where account_id = any ($1::uuid[]))
  order by state.campaign_id for update
)
update campaign_send_state state set wake_at = least(state.wake_at, $2), plan_version = state.plan_version + 1
from touched where state.campaign_id = touched.campaign_id`;
