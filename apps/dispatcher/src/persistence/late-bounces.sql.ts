/** The sends $1 of the workspaces $2, element by element. A delegated one has no account before its platform has reported it. */
export const REPORTED = `
select id, workspace_id, campaign_id, enrollment_id, contact_id, step_id, step_number, variant, account_id, email, status,
  attempts, updated_at, delivery_started_at, bounce_reported_at,
  coalesce((select state.delegated from campaign_send_state state where state.campaign_id = send.campaign_id), false) as delegated
from send
where (id, workspace_id) in (select * from unnest($1::uuid[], $2::uuid[])) and (account_id is not null or status = 'delegated')`;

/** $2: reports. The sends whose outcome is still the one that the report was judged by. */
const OPEN = `
report as (
  select * from jsonb_to_recordset($2::jsonb) as r (id uuid, settled_at timestamptz, at timestamptz, retry_at timestamptz,
    error_code text, smtp_code int, error_message text)
), open as materialized (
  select s.id from send s join report r on r.id = s.id and r.settled_at = s.updated_at
  where s.status in ('sent', 'indeterminate')
  order by s.id for update of s
)`;

const JUDGED = `
bounce_reported_at = r.at, updated_at = $1,
  error_code = r.error_code, smtp_code = r.smtp_code, error_message = r.error_message`;

/** Bounces messages that had been accepted: $1 now, $2 reports. It gives no limit back, since the message did leave. */
export const BOUNCE = `
with ${OPEN}
update send s set status = 'bounced', bounced_at = r.at, ${JUDGED}
from report r join open using (id)
where s.id = r.id and s.status in ('sent', 'indeterminate')
returning s.id`;

/**
 * Schedules messages of one campaign once more: $1 now, $2 reports, $3 the campaign. The message leaves from the same
 * account, so that it keeps its Message-ID, unless the account has left the campaign.
 */
export const SCHEDULE_AGAIN = `
with ${OPEN}, again as (
  update send s set status = 'scheduled', due_at = r.retry_at, sent_at = null, ${JUDGED},
    account_id = case when exists (
      select from campaign_account c where c.campaign_id = s.campaign_id and c.account_id = s.account_id
    ) then s.account_id end,
    claim_id = null, claimed_by = null, claimed_at = null, delivery_started_at = null
  from report r join open using (id)
  where s.id = r.id and s.campaign_id = $3 and s.status in ('sent', 'indeterminate')
  returning s.due_at
)
update campaign_send_state
set wake_at = least(wake_at, (select min(due_at) from again)), schedule_version = schedule_version + 1
where campaign_id = $3 and exists (select from again)`;
