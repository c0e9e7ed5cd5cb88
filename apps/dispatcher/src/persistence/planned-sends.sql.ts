/**
 * Plans sends once per enrollment and step: $1 now, $2 the steps. A follow-up gets the inbox of the enrollment's latest
 * message. In the order of the enrollments: two deliveries of the same steps would deadlock.
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
        and earlier.account_id is not null
      order by earlier.step_number desc limit 1
    ) end,
    due_at, time_zone, closes_at, $1, $1
  from step
  order by enrollment_id, step_id
  on conflict (enrollment_id, step_id) do nothing
  returning 1
)
select count(*)::int as planned from planned`;

/**
 * Makes campaigns look for what was planned: $1 campaigns, $2 when something is due, pair by pair. It runs when the plan
 * is committed: either it sees a campaign that became known meanwhile, or the first look of that one sees the plan.
 * Within the plan's own transaction neither might, and the campaign would sleep over it for a quarter of an hour.
 */
export const WAKE_CAMPAIGNS_AT = `
with coming as (
  select state.campaign_id, due.at
  from (select campaign_id, min(at) as at from unnest($1::uuid[], $2::timestamptz[]) as d (campaign_id, at) group by 1) due
  join campaign_send_state state using (campaign_id)
  order by state.campaign_id for update of state
)
update campaign_send_state state set wake_at = least(state.wake_at, coming.at), plan_version = state.plan_version + 1
from coming where state.campaign_id = coming.campaign_id`;

/**
 * Follow-ups of the enrollments $1 whose inbox is not the campaign's any more may go from another: $2 now. A statement
 * of its own after the plan, which waited for whoever was removing the inbox.
 */
export const UNASSIGN_REMOVED = `
update send s set account_id = null, updated_at = $2
where s.enrollment_id = any ($1::uuid[]) and s.status = 'scheduled' and s.account_id is not null
  and not exists (
    select from campaign_account c where c.campaign_id = s.campaign_id and c.account_id = s.account_id
  )`;
