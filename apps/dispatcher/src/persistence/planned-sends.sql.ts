/**
 * Plans sends once per enrollment and step: $1 now, $2 the steps. Steps that name another workspace than their campaign's
 * are left out. A follow-up gets the account of the enrollment's latest message. In the order of the enrollments: two
 * deliveries of the same steps would deadlock.
 */
export const PLAN_SENDS = `
with step as (
  select * from jsonb_to_recordset($2::jsonb) as s (
    workspace_id uuid, campaign_id uuid, enrollment_id uuid, contact_id uuid, email text,
    step_id uuid, step_number int, due_at timestamptz, time_zone text, closes_at timestamptz)
), planned as (
  insert into send (workspace_id, campaign_id, enrollment_id, contact_id, email, step_id, step_number, account_id,
    due_at, time_zone, closes_at, created_at, updated_at)
  select workspace_id, campaign_id, enrollment_id, contact_id, email, step_id, step_number,
    case when step_number > 1 then (
      select earlier.account_id from send earlier
      where earlier.enrollment_id = step.enrollment_id and earlier.step_number < step.step_number
        and earlier.workspace_id = step.workspace_id and earlier.account_id is not null
      order by earlier.step_number desc limit 1
    ) end,
    due_at, time_zone, closes_at, $1, $1
  from step
  where not exists (
    select from campaign_send_state state
    where state.campaign_id = step.campaign_id and state.workspace_id <> step.workspace_id
  )
  order by enrollment_id, step_id
  on conflict (enrollment_id, step_id) do nothing
  returning 1
)
select count(*)::int as planned from planned`;

/**
 * Wakes campaigns at their due times: $1 campaigns, $2 due times, $3 their workspaces, element by element. It runs after the
 * commit of the plan: either it sees a campaign that was stored meanwhile, or the first look of that campaign sees the plan.
 * Within the plan's own transaction neither might, and the campaign would sleep over its sends for up to an hour.
 */
export const WAKE_CAMPAIGNS_AT = `
with coming as (
  select state.campaign_id, due.at
  from (
    select campaign_id, workspace_id, min(at) as at
    from unnest($1::uuid[], $2::timestamptz[], $3::uuid[]) as d (campaign_id, at, workspace_id) group by 1, 2
  ) due
  join campaign_send_state state using (campaign_id, workspace_id)
  order by state.campaign_id for update of state
)
update campaign_send_state state set wake_at = least(state.wake_at, coming.at), schedule_version = state.schedule_version + 1
from coming where state.campaign_id = coming.campaign_id`;

/**
 * Unassigns follow-ups of the enrollments $1 of the workspaces $3 whose account has left the campaign: $2 now. It is a
 * separate statement, because the plan may have waited for the transaction that removed the account.
 */
export const UNASSIGN_REMOVED = `
update send s set account_id = null, updated_at = $2
from unnest($1::uuid[], $3::uuid[]) as step (enrollment_id, workspace_id)
where s.enrollment_id = step.enrollment_id and s.workspace_id = step.workspace_id and s.status = 'scheduled' and s.account_id is not null
  and not exists (
    select from campaign_account c where c.campaign_id = s.campaign_id and c.account_id = s.account_id
  )`;
