import { dayResetsAt, dayStart, sentToday } from './day.sql.js';

const STEPS = `jsonb_to_recordset($3::jsonb) as (
    enrollment_id uuid, contact_id uuid, email text, step_id uuid, step_number int, due_at timestamptz
  )`;

/**
 * Plans delegated sends once per enrollment and step: $1 workspace, $2 campaign, $3 steps, $4 now. None for a campaign that is
 * not known to be delegated. In the order of the enrollments: two plans of the same steps would deadlock.
 */
export const PLAN_DELEGATED = `
insert into send (workspace_id, campaign_id, enrollment_id, contact_id, email, step_id, step_number, status, due_at, created_at,
  updated_at)
select $1, $2, enrollment_id, contact_id, email, step_id, step_number, 'delegated', due_at, $4, $4
from ${STEPS}
where exists (select from campaign_send_state where campaign_id = $2 and workspace_id = $1 and delegated)
order by enrollment_id, step_id
on conflict (enrollment_id, step_id) do nothing`;

/** The sends of the steps, in their order: parameters as before. A statement of its own, so that it sees those of another plan. */
export const PLANNED = `
select s.id
from rows from (${STEPS}) with ordinality
  as step (enrollment_id, contact_id, email, step_id, step_number, due_at, place)
join send s on s.enrollment_id = step.enrollment_id and s.step_id = step.step_id and s.workspace_id = $1 and s.campaign_id = $2
order by step.place`;

/** A message that left stays as it is, and a send that leaves from here is none of a platform. */
const IS_SETTLED_OTHERWISE = `status not in ('sent', 'bounced', 'scheduled', 'sending')`;

/**
 * Records messages that a platform has sent: $1 now, $2 the messages. A platform may send what was canceled or refused here:
 * the fact counts. No limit of ours was reserved; the campaign's own counter moves for its pacing report. Returns the sends
 * that were not recorded as sent before.
 */
export const RECORD_SENT = `
with message as (
  select * from jsonb_to_recordset($2::jsonb) as m (id uuid, workspace_id uuid, account_id uuid, message_id text, subject text,
    variant text, email text, at timestamptz)
), open as materialized (
  select s.id from send s join message m using (id, workspace_id)
  where s.${IS_SETTLED_OTHERWISE}
  order by s.id for update of s
), sent as (
  update send s
  set status = 'sent', account_id = m.account_id, message_id = m.message_id, subject = m.subject, variant = m.variant,
    email = m.email, sent_at = m.at, updated_at = $1, error_code = null, smtp_code = null, error_message = null
  from message m join open using (id)
  where s.id = m.id and s.${IS_SETTLED_OTHERWISE}
  returning s.id, s.campaign_id, s.sent_at
), locked_campaign as materialized (
  select state.campaign_id, ${dayStart('state', '$1')} as day_start from campaign_send_state state
  where state.campaign_id in (select campaign_id from sent)
  order by state.campaign_id for update
), counted as (
  update campaign_send_state state
  set sent_today = ${sentToday('state', '$1')} + today.n, day_resets_at = ${dayResetsAt('state', '$1')}
  from (
    select campaign_id, count(*) filter (where sent_at >= day_start)::int as n
    from sent join locked_campaign using (campaign_id) group by campaign_id
  ) today
  where state.campaign_id = today.campaign_id
)
select id from sent`;

/**
 * Fails the sends of leads that were refused, and cancels the other ones of their enrollments: $1 now, $2 the refusals. Returns
 * the failed ones.
 */
export const REFUSE = `
with refusal as (
  select * from jsonb_to_recordset($2::jsonb) as r (id uuid, workspace_id uuid, enrollment_id uuid, code text, message text)
), open as materialized (
  select s.id, refusal.id as refused, refusal.code, refusal.message
  from refusal join send s using (enrollment_id, workspace_id)
  where s.status = 'delegated'
  order by s.id for update of s
), settled as (
  update send s
  set status = case when s.id = open.refused then 'failed' else 'canceled' end,
    error_code = case when s.id = open.refused then open.code else 'lead_refused' end,
    error_message = case when s.id = open.refused then open.message end, updated_at = $1
  from open where s.id = open.id and s.status = 'delegated'
  returning s.id, s.status
)
select id from settled where status = 'failed'`;
