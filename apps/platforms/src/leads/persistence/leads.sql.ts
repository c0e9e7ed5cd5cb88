/** The columns of a lead that has changed. */
export const CHANGED_LEAD = `lead.enrollment_id, lead.workspace_id, lead.campaign_id, lead.status, lead.leave_reason,
  (select platform from link where link.campaign_id = lead.campaign_id)`;

/**
 * Stores leads once per enrollment: $1 now, $2 the leads. In one order: two deliveries of the same leads would deadlock. An
 * enrollment that has ended by now is refused by the confirmation before its push. A lead that was due in a lost time may have
 * been pushed in it, under this enrollment or a forgotten one: it is looked up first.
 */
export const ADD = `
insert into lead (enrollment_id, workspace_id, campaign_id, contact_id, email, due_at, next_attempt_at, created_at, updated_at,
  status, claim_id, push_started_at)
select enrollment_id, workspace_id, campaign_id, contact_id, email, due_at, due_at, $1, $1,
  case when lost.until is null then 'waiting' else 'doubtful' end,
  case when lost.until is not null then gen_random_uuid() end, lost.until
from jsonb_to_recordset($2::jsonb) as l (
  enrollment_id uuid, workspace_id uuid, campaign_id uuid, contact_id uuid, email text, due_at timestamptz)
cross join lateral (select max(ends_at) as until from lost_time where ends_at >= l.due_at) lost
order by enrollment_id
on conflict (enrollment_id) do nothing`;

/** The enrollments of the contacts $3 in the campaign $2 of the workspace $1. */
export const OF_CONTACTS = `
select enrollment_id from lead where workspace_id = $1 and campaign_id = $2 and contact_id = any ($3::uuid[])`;

/**
 * Stops leads: $1 now, $2 the stops. A lead that waits is canceled. Any other one leaves: at once, or, where a queued message
 * still goes (`after_queued`), once the platform has sent it, a day after it was due at the latest. While it is being pushed,
 * nobody may take it from the process that does, which finds `leave_at`. The earlier of two times stands, and the first reason.
 * Returns the leads with their statuses.
 */
export const STOP = `
with stop as (
  select distinct on (enrollment_id) * from jsonb_to_recordset($2::jsonb)
    as s (enrollment_id uuid, workspace_id uuid, reason text, after_queued boolean)
  order by enrollment_id, after_queued
), open as materialized (
  select lead.enrollment_id, stop.reason, case when stop.after_queued then coalesce((
      select greatest(min(m.due_at), $1) + interval '1 day' from message m
      where m.enrollment_id = lead.enrollment_id and m.sent_at is null and m.due_at <= $1::timestamptz + interval '1 day'
    ), $1) else $1 end as leave_at
  from lead join stop using (enrollment_id, workspace_id)
  where lead.status in ('waiting', 'pushing', 'doubtful', 'pushed', 'leaving')
  order by lead.enrollment_id
  for update of lead
)
update lead
set status = case lead.status when 'waiting' then 'canceled' when 'pushed' then 'leaving' else lead.status end,
  leave_reason = coalesce(lead.leave_reason, open.reason),
  leave_at = least(lead.leave_at, open.leave_at),
  leaving_since = case when lead.status in ('pushed', 'leaving') then coalesce(lead.leaving_since, $1) end,
  next_attempt_at = case when lead.status in ('pushed', 'leaving') then least(lead.leave_at, open.leave_at)
    else lead.next_attempt_at end,
  updated_at = $1
from open where lead.enrollment_id = open.enrollment_id
returning ${CHANGED_LEAD}`;

/** Cancels what waits in campaigns that are over: $1 now, $2 how many at most. */
export const CANCEL_OF_STOPPED = `
with waiting as (
  select l.enrollment_id from link
  cross join lateral (
    select enrollment_id from lead where lead.campaign_id = link.campaign_id and lead.status = 'waiting'
    limit $2 for update skip locked
  ) l
  where link.wanted = 'stopped'
  limit $2
)
update lead
set status = 'canceled', leave_reason = coalesce(lead.leave_reason, 'campaign_over'), leave_at = coalesce(lead.leave_at, $1),
  updated_at = $1
from waiting where lead.enrollment_id = waiting.enrollment_id
returning ${CHANGED_LEAD}`;

/** The rows of erased contacts, out of $1, that no platform has any more. */
export const FORGET_ERASED = `
delete from lead
where enrollment_id = any ($1::uuid[]) and leave_reason = 'contact_erased' and status in ('refused', 'removed', 'canceled')`;
