import { named } from '#database';

/**
 * $1: signals about messages. The campaign, the lead and the account that each one names: null for what is not ours. A lead
 * that was added anew is the latest of its address.
 */
export const FIND = named(`
with told as (
  select * from jsonb_to_recordset($1::jsonb) as t (n int, connection_id uuid, campaign text, email text, lead text,
    account text)
)
select told.n, l.campaign_id, coalesce(by_email.enrollment_id, by_id.enrollment_id) as enrollment_id,
  a.sending_account_id, c.accounts_synced_at
from told
join connection c on c.id = told.connection_id
left join link l on l.connection_id = told.connection_id and l.platform_campaign_id = told.campaign
left join lateral (
  select enrollment_id from lead
  where lead.campaign_id = l.campaign_id and lower(lead.email) = told.email
  order by created_at desc limit 1
) by_email on true
left join lateral (
  select enrollment_id from lead
  where by_email.enrollment_id is null and lead.campaign_id = l.campaign_id and lead.platform_lead_id = told.lead
  order by created_at desc limit 1
) by_id on true
left join platform_account a on a.connection_id = told.connection_id and a.email = told.account`);

/** $1: enrollments. All messages of their leads, locked in one order. */
export const LOCK_MESSAGES = named(`
select m.send_id, m.enrollment_id, m.workspace_id, m.campaign_id, lead.contact_id, lead.email, m.step_id, m.step_number,
  m.variant, m.subject, m.account_id, m.message_id, m.sent_key, m.sent_at, m.opened_at, m.machine_opened_at, m.clicked_at,
  m.machine_clicked_at, m.replied_at, m.bounced_at, m.unsubscribed_at,
  link.campaign #>> '{sending_account_ids,0}' as fallback_account_id
from message m
join lead on lead.enrollment_id = m.enrollment_id
join link on link.campaign_id = m.campaign_id
where m.enrollment_id = any($1::uuid[]) and lead.enrollment_id = any($1::uuid[])
order by m.enrollment_id, m.step_number
for no key update of m`);

/** $1: messages as they are told now. */
export const SAVE = `
update message m set
  account_id = t.account_id, message_id = t.message_id, sent_key = t.sent_key, sent_at = t.sent_at, opened_at = t.opened_at,
  machine_opened_at = t.machine_opened_at, clicked_at = t.clicked_at, machine_clicked_at = t.machine_clicked_at,
  replied_at = t.replied_at, bounced_at = t.bounced_at, unsubscribed_at = t.unsubscribed_at
from jsonb_to_recordset($1::jsonb) as t (send_id uuid, account_id uuid, message_id text, sent_key text, sent_at timestamptz,
  opened_at timestamptz, machine_opened_at timestamptz, clicked_at timestamptz, machine_clicked_at timestamptz,
  replied_at timestamptz, bounced_at timestamptz, unsubscribed_at timestamptz)
where m.send_id = t.send_id`;

/**
 * $1 connections, $2 now. Their accounts are fetched again: one of them changed, or is not known. Once a minute at most, since
 * each look takes requests that pushes need.
 */
export const SYNC_SOON = `
update connection set next_sync_at = greatest($2, accounts_synced_at + interval '1 minute')
where id in (
  select id from connection
  where id = any($1::uuid[]) and next_sync_at > greatest($2, accounts_synced_at + interval '1 minute')
  order by id for no key update
)`;

/** $1 campaigns by their ids at the platforms, $2 now. Their state there is looked at again. */
export const OBSERVE_SOON = `
update link set next_attempt_at = $2
where campaign_id in (
  select campaign_id from link
  where (connection_id, platform_campaign_id) in (
    select connection_id, campaign from jsonb_to_recordset($1::jsonb) as t (connection_id uuid, campaign text)
  ) and next_attempt_at > $2
  order by campaign_id for no key update
)`;
