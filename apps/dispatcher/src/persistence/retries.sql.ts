/** Sends by id: $1 workspace, $2 campaign, $3 ids. */
export const NAMED = `
select id, enrollment_id, step_number, status, updated_at from send
where workspace_id = $1 and campaign_id = $2 and id = any ($3::uuid[])
order by id`;

/** Sends in a status, oldest first: $1 workspace, $2 campaign, $3 status, $4 the last id before or null, $5 how many. */
export const IN_STATUS = `
select id, enrollment_id, step_number, status, updated_at from send
where workspace_id = $1 and campaign_id = $2 and status = $3 and ($4::uuid is null or id > $4)
order by id limit $5`;

/**
 * Schedules ended sends again: $1 workspace, $2 campaign, $3 ids and $4 the time of each outcome, $5 now. Returns the sends
 * that it scheduled; a second retry of the same sends finds none. A message that may have arrived leaves from the same
 * account, so that it keeps its Message-ID; a first message that did not leave may leave from any account.
 */
export const RETRY = `
with ended as materialized (
  select s.id from send s
  join unnest($3::uuid[], $4::timestamptz[]) as requested (id, at) on requested.id = s.id and requested.at = s.updated_at
  where s.workspace_id = $1 and s.campaign_id = $2 and s.status in ('failed', 'indeterminate')
  order by s.id
  for update of s
), retried as (
  update send s
  set status = 'scheduled', due_at = $5, attempts = 0, updated_at = $5,
    account_id = case when (s.status = 'indeterminate' or s.step_number > 1) and exists (
      select from campaign_account c where c.campaign_id = s.campaign_id and c.account_id = s.account_id
    ) then s.account_id end,
    claim_id = null, claimed_by = null, claimed_at = null, delivery_started_at = null,
    error_code = null, smtp_code = null, error_message = null
  from ended where s.id = ended.id and s.status in ('failed', 'indeterminate')
  returning s.id
), woken as (
  update campaign_send_state set wake_at = least(wake_at, $5), plan_version = plan_version + 1
  where campaign_id = $2 and exists (select from retried)
)
select id from retried`;
