import { IS_READY } from '../../links/index.js';
import { CHANGED_LEAD } from './leads.sql.js';

/**
 * Claims due leads of ONE campaign whose link is ready and whose connection works: $1 now, $2 this process, $3 id of the claim,
 * $4 leads at most by platform, $5 connections and $6 campaigns that get no claim in this process, $7 messages at most.
 *
 * The campaign whose lead has waited longest goes first. Each ready campaign costs one probe of the index of waiting leads: 10 ms
 * for 100 of 100,000 leads of 1,000 campaigns, and 3 ms where none is due.
 * Returns one row per lead; one row without a lead where other processes have claimed all of them meanwhile; no row when
 * nothing is due. The update repeats the status: a snapshot older than another's claim still shows its leads as waiting. It
 * does so in other words than the index of waiting leads, which the planner would else take in place of the primary key.
 */
export const CLAIM = `
with target as materialized (
  select link.campaign_id, link.workspace_id, link.connection_id, link.platform, link.version, link.platform_campaign_id,
    link.campaign, link.steps,
    greatest(1, least(($4::jsonb ->> link.platform)::int, $7::int / greatest(1, jsonb_array_length(link.steps)))) as size
  from link
  join connection on connection.id = link.connection_id
  cross join lateral (
    select next_attempt_at from lead
    where lead.campaign_id = link.campaign_id and lead.status = 'waiting' and lead.next_attempt_at <= $1
    order by next_attempt_at limit 1
  ) first
  where ${IS_READY} and connection.status = 'working'
    and (connection.blocked_until is null or connection.blocked_until <= clock_timestamp())
    and link.connection_id <> all ($5::uuid[]) and link.campaign_id <> all ($6::uuid[])
  order by first.next_attempt_at
  limit 1
), batch as materialized (
  select l.enrollment_id from target
  cross join lateral (
    select enrollment_id from lead
    where lead.campaign_id = target.campaign_id and lead.status = 'waiting' and lead.next_attempt_at <= $1
    order by next_attempt_at limit target.size
    for update skip locked
  ) l
), claimed as (
  update lead
  set status = 'pushing', claimed_by = $2, claim_id = $3, claimed_at = $1, push_started_at = null, updated_at = $1
  from batch where lead.enrollment_id = batch.enrollment_id and lead.status || '' = 'waiting'
  returning lead.enrollment_id, lead.contact_id, lead.email, lead.due_at, lead.attempts
)
select target.campaign_id, target.workspace_id, target.connection_id, target.version, target.platform_campaign_id,
  target.campaign, target.steps, claimed.enrollment_id, claimed.contact_id, claimed.email, claimed.due_at, claimed.attempts
from target left join claimed on true`;

/**
 * Marks the start of a push before its request may leave: $1 now, $2 this process, $3 the claim, $4 the campaign, $5 the leads.
 * Returns those that may be pushed.
 *
 * The share lock on the link orders this statement against a hold, which updates the link: the hold waits and counts these
 * pushes, or this statement waits and reads a link that is not ready. A lead that was stopped meanwhile is left out.
 */
export const START = `
with ready as materialized (
  select campaign_id from link where campaign_id = $4 and ${IS_READY} for share of link
), pushed as (
  select * from jsonb_to_recordset($5::jsonb) as p (enrollment_id uuid, email text)
)
update lead set push_started_at = $1, email = pushed.email, updated_at = $1
from pushed, ready
where lead.enrollment_id = pushed.enrollment_id and lead.campaign_id = ready.campaign_id and lead.status = 'pushing'
  and lead.claim_id = $3 and lead.claimed_by = $2 and lead.leave_at is null
returning lead.enrollment_id`;

/**
 * The leads $1 without messages, as a claim: a database that was restored does not know what they were told to say.
 */
export const UNTOLD = `
select link.campaign_id, link.workspace_id, link.connection_id, link.version, link.platform_campaign_id, link.campaign,
  link.steps, lead.enrollment_id, lead.contact_id, lead.email, lead.due_at, lead.attempts
from lead join link using (campaign_id)
where lead.enrollment_id = any ($1::uuid[]) and link.connection_id is not null and link.platform_campaign_id is not null
  and not exists (select from message m where m.enrollment_id = lead.enrollment_id)`;

/** Keeps what the leads were told to say: $1 messages. A second push after a doubt may have newer texts. */
export const KEEP_MESSAGES = `
insert into message (send_id, enrollment_id, workspace_id, campaign_id, step_id, step_number, variant, subject, due_at)
select send_id, enrollment_id, workspace_id, campaign_id, step_id, step_number, variant, subject, due_at
from jsonb_to_recordset($1::jsonb) as m (send_id uuid, enrollment_id uuid, workspace_id uuid, campaign_id uuid, step_id uuid,
  step_number int, variant text, subject text, due_at timestamptz)
order by enrollment_id, step_number
on conflict (enrollment_id, step_number) do update
set send_id = excluded.send_id, step_id = excluded.step_id, variant = excluded.variant, subject = excluded.subject,
  due_at = excluded.due_at
where message.sent_at is null`;

/**
 * Records the fates of claimed leads: $1 now, $2 the fates. Returns the leads whose claim this still was, as they are now.
 *
 * A process that was only slow knows the platform's answer: it replaces a doubt that another one has noted for it.
 */
export const RECORD = `
with fate as (
  select * from jsonb_to_recordset($2::jsonb) as f (enrollment_id uuid, claim_id uuid, claimed_by uuid, kind text,
    platform_lead_id text, reason text, error_code text, error_message text, next_attempt_at timestamptz, tries int)
), mine as materialized (
  select lead.enrollment_id from lead join fate using (enrollment_id)
  where lead.claim_id = fate.claim_id and lead.claimed_by = fate.claimed_by
    and (lead.status = 'pushing' or (lead.status = 'doubtful' and fate.kind in ('pushed', 'refused')))
  order by enrollment_id
  for update of lead
), settled as (
  select fate.*, case
      when fate.kind = 'pushed' and lead.leave_at is not null then 'leaving'
      when fate.kind in ('pushed', 'refused', 'doubtful') then fate.kind
      when fate.kind = 'canceled' or lead.leave_at is not null then 'canceled'
      else 'waiting' end as after
  from mine join fate using (enrollment_id) join lead using (enrollment_id)
)
update lead
set status = settled.after,
  platform_lead_id = coalesce(settled.platform_lead_id, lead.platform_lead_id),
  next_attempt_at = case when settled.after = 'leaving' then lead.leave_at
    else coalesce(settled.next_attempt_at, lead.next_attempt_at) end,
  attempts = case when settled.after in ('pushed', 'leaving') then 0 else lead.attempts + settled.tries end,
  push_started_at = case when settled.after in ('waiting', 'canceled') then null else lead.push_started_at end,
  leave_reason = case when settled.after = 'canceled' then coalesce(lead.leave_reason, settled.reason) else lead.leave_reason end,
  leave_at = case when settled.after = 'canceled' then coalesce(lead.leave_at, $1) else lead.leave_at end,
  leaving_since = case when settled.after = 'leaving' then $1 end,
  error_code = settled.error_code, error_message = settled.error_message,
  claimed_by = case when settled.after = 'doubtful' then lead.claimed_by end,
  claim_id = case when settled.after = 'doubtful' then lead.claim_id end,
  claimed_at = case when settled.after = 'doubtful' then lead.claimed_at end,
  updated_at = $1
from settled where lead.enrollment_id = settled.enrollment_id
returning ${CHANGED_LEAD}`;

/** This process works on its claims: $1 now, $2 the process, $3 the claims. */
export const BEAT = `
update lead set claimed_at = $1 where claimed_by = $2 and claim_id = any ($3::uuid[]) and status = 'pushing'`;

/**
 * Takes over the leads of processes that died: $1 now, $2 the time before which a living one has beaten, $3 milliseconds after
 * the start in which a request may still be under way. Without a mark of its start nothing has left.
 */
export const REAP = `
with dead as (
  select enrollment_id from lead where status = 'pushing' and claimed_at < $2
  order by enrollment_id
  for update skip locked
)
update lead
set status = case when push_started_at is not null then 'doubtful' when leave_at is null then 'waiting' else 'canceled' end,
  next_attempt_at = case when push_started_at is null then next_attempt_at
    else greatest($1, push_started_at + make_interval(secs => $3::float8 / 1000)) end,
  updated_at = $1
from dead where lead.enrollment_id = dead.enrollment_id
returning ${CHANGED_LEAD}`;
