import { CHANGED_LEAD } from './leads.sql.js';

/**
 * Claims leads of ONE campaign that a platform has, or may have: `status` doubtful or leaving. $1 now, $2 the end of the lease,
 * $3 connections and $4 campaigns that get no claim in this process, $5 leads at most.
 *
 * The lease is the next attempt: to look up or to remove a lead twice does no harm. The update repeats the status, but not as
 * the condition of the index `lead_doubtful` or `lead_leaving`: with old statistics the planner would compare each lead of the
 * batch with all that are in that index, where its primary key names it.
 */
const claimThere = (status: 'doubtful' | 'leaving'): string => `
with target as materialized (
  select link.campaign_id, link.connection_id, link.platform_campaign_id
  from link
  join connection on connection.id = link.connection_id
  cross join lateral (
    select next_attempt_at from lead
    where lead.campaign_id = link.campaign_id and lead.status = '${status}' and lead.next_attempt_at <= $1
    order by next_attempt_at limit 1
  ) first
  where link.platform_campaign_id is not null and connection.status = 'working'
    and (connection.blocked_until is null or connection.blocked_until <= clock_timestamp())
    and link.connection_id <> all ($3::uuid[]) and link.campaign_id <> all ($4::uuid[])
  order by first.next_attempt_at
  limit 1
), batch as materialized (
  select l.enrollment_id from target
  cross join lateral (
    select enrollment_id from lead
    where lead.campaign_id = target.campaign_id and lead.status = '${status}' and lead.next_attempt_at <= $1
    order by next_attempt_at limit $5
    for update skip locked
  ) l
), claimed as (
  update lead set next_attempt_at = $2
  from batch where lead.enrollment_id = batch.enrollment_id and lead.status || '' = '${status}'
  returning lead.enrollment_id, lead.email, lead.platform_lead_id, lead.claim_id, lead.attempts
)
select target.campaign_id, target.connection_id, target.platform_campaign_id, claimed.enrollment_id, claimed.email,
  claimed.platform_lead_id, claimed.claim_id, claimed.attempts
from target left join claimed on true`;

export const CLAIM_DOUBTFUL = claimThere('doubtful');
export const CLAIM_LEAVING = claimThere('leaving');

/**
 * Ends doubts: $1 now, $2 the answers. The process that pushed may have recorded its result meanwhile, and stands then. Without
 * a lead there the push is tried again; nobody pushes a lead that was stopped.
 */
export const RESOLVE = `
with answer as (
  select * from jsonb_to_recordset($2::jsonb) as a (enrollment_id uuid, claim_id uuid, found boolean, platform_lead_id text)
), mine as materialized (
  select lead.enrollment_id from lead join answer using (enrollment_id, claim_id)
  where lead.status = 'doubtful'
  order by enrollment_id
  for update of lead
)
update lead
set status = case when found and leave_at is not null then 'leaving' when found then 'pushed'
    when leave_at is not null then 'canceled' else 'waiting' end,
  platform_lead_id = coalesce(answer.platform_lead_id, lead.platform_lead_id),
  attempts = case when found then 0 else attempts end,
  next_attempt_at = coalesce(leave_at, $1),
  leaving_since = case when found and leave_at is not null then $1 end,
  push_started_at = case when found then push_started_at end,
  error_code = null, error_message = null, claimed_by = null, claim_id = null, claimed_at = null, updated_at = $1
from answer join mine using (enrollment_id)
where lead.enrollment_id = answer.enrollment_id
returning ${CHANGED_LEAD}`;

/** The leads $2 are gone: $1 now. */
export const REMOVED = `
with gone as (
  select enrollment_id from lead where enrollment_id = any ($2::uuid[]) and status = 'leaving'
  order by enrollment_id
  for update
)
update lead
set status = 'removed', error_code = null, error_message = null, updated_at = $1
from gone where lead.enrollment_id = gone.enrollment_id
returning ${CHANGED_LEAD}`;

/** Tries again what could not be looked up or removed: $1 the attempts, of which none has ended meanwhile. */
export const TRY_AGAIN = `
update lead
set next_attempt_at = again.at, attempts = lead.attempts + again.tries, error_code = again.error_code,
  error_message = again.error_message
from jsonb_to_recordset($1::jsonb) as again (enrollment_id uuid, at timestamptz, tries int, error_code text, error_message text)
where lead.enrollment_id = again.enrollment_id and lead.status in ('doubtful', 'leaving')`;

/** A lead that waited for its queued message leaves once the platform has sent it: $1 now. */
export const LEAVE_AFTER_SEND = `
update lead set leave_at = $1, next_attempt_at = $1
where status = 'leaving' and leave_at > $1 and exists (
  select from message m where m.enrollment_id = lead.enrollment_id and m.sent_at >= lead.leaving_since
)`;
