/** A request that failed is repeated after this time: the dispatcher knows the message if it has taken it. */
const PATIENCE = `interval '1 minute'`;

/**
 * Up to $2 messages that are due at $1, which nobody else hands over for a minute. One whose account cannot send, or cannot
 * be written to any more, is dropped.
 */
export const CLAIM_DUE = `
with due as (
  select m.id,
    coalesce(sender.status = 'active' and recipient.status <> 'disconnected'
      and num_nonnulls(sender.deleted_at, recipient.deleted_at) = 0, false) as possible
  from warmup_message m
  join warmup_campaign c using (campaign_id)
  left join sending_account sender on sender.id = m.from_account_id
  left join sending_account recipient on recipient.id = m.to_account_id
  where m.status = 'planned' and m.next_try_at <= $1 and m.closes_at > $1 and c.active
  order by m.next_try_at
  limit $2
  for update of m skip locked
)
update warmup_message m
set next_try_at = $1::timestamptz + ${PATIENCE}, status = case when due.possible then 'planned' else 'dropped' end
from due, sending_account sender, sending_account recipient
where m.id = due.id and sender.id = m.from_account_id and recipient.id = m.to_account_id
returning m.id, m.workspace_id, m.campaign_id, m.from_account_id, m.thread_id, m."references", m.due_at, m.status,
  sender.display_name as from_name, recipient.display_name as to_name, recipient.email as to_email`;

/** The answers of the dispatcher: $1 messages, $2 their status, $3 the time of the next try, element by element. */
export const SETTLE = `
update warmup_message m set status = s.status, next_try_at = coalesce(s.retry_at, m.next_try_at)
from unnest($1::uuid[], $2::text[], $3::timestamptz[]) as s (id, status, retry_at)
where m.id = s.id and m.status = 'planned'`;

/** Stores outcomes: $1. A message that has arrived has been sent, whatever else is told of it. */
export const RECORD_OUTCOMES = `
update warmup_message m
set status = case when m.status = 'sent' then 'sent' else o.status end,
  sent_at = coalesce(m.sent_at, case when o.status = 'sent' then o.at end)
from jsonb_to_recordset($1::jsonb) as o (id uuid, workspace_id uuid, status text, at timestamptz)
where m.id = o.id and m.workspace_id = o.workspace_id
  and (m.status in ('planned', 'handed_over', 'dropped', 'indeterminate') or (m.status = 'sent' and m.sent_at is null))`;

/**
 * Notes where messages arrived: $1. Returns those of which it was not known yet, for their answers. Only the account that
 * was written to can have got one.
 */
export const RECORD_RECEIPTS = `
update warmup_message m
set placement = r.placement, received_at = r.at,
  status = case when m.status = 'bounced' then 'bounced' else 'sent' end
from jsonb_to_recordset($1::jsonb) as r (id uuid, workspace_id uuid, account_id uuid, placement text, at timestamptz,
  message_id text)
where m.id = r.id and m.workspace_id = r.workspace_id and m.to_account_id = r.account_id and m.received_at is null
returning m.id, m.campaign_id, m.workspace_id, m.from_account_id, m.to_account_id, m.thread_id, m.depth, m."references",
  m.received_at, r.message_id`;

/** The campaigns of messages, if they warm up: $1. */
export const CAMPAIGNS = `
select campaign_id, workspace_id, ramp_start, ramp_step, ramp_ceiling, start_hour, end_hour, send_days, time_zone
from warmup_campaign where active and campaign_id = any ($1::uuid[])`;

/**
 * Makes room for answers, each on a day of its account: $1, which locks the plans of the accounts. Returns those that have
 * room: their day is not planned yet, or a new message of it gives way, which has not been tried and is due after $2. The
 * last ones give way first.
 */
export const MAKE_ROOM = `
with accounts as materialized (
  select campaign_id, account_id, planned_on from warmup_account
  where member and (campaign_id, account_id) in (
    select campaign_id, account_id from jsonb_to_recordset($1::jsonb) as w (campaign_id uuid, account_id uuid)
  )
  order by campaign_id, account_id for update
), wanted as (
  select w.*, coalesce(planned_on >= w.day, false) as is_planned,
    row_number() over (partition by campaign_id, account_id, w.day order by w.id) as place
  from jsonb_to_recordset($1::jsonb) as w (id uuid, campaign_id uuid, account_id uuid, day date)
  join accounts using (campaign_id, account_id)
), untried as materialized (
  select id, campaign_id, from_account_id as account_id, day, due_at from warmup_message
  where (campaign_id, from_account_id, day) in (select campaign_id, account_id, day from wanted where is_planned)
    and depth = 0 and status = 'planned' and next_try_at = due_at and due_at > $2
  for update skip locked
), giving_way as (
  select *, row_number() over (partition by campaign_id, account_id, day order by due_at desc) as place from untried
), gone as (
  delete from warmup_message m
  using giving_way g join wanted w using (campaign_id, account_id, day, place)
  where m.id = g.id
  returning w.id
)
select id from wanted where not is_planned union all select id from gone`;

/** Stores answers, $1, unless their messages are answered already. */
export const ADD_ANSWERS = `
insert into warmup_message (id, workspace_id, campaign_id, from_account_id, to_account_id, day, thread_id, depth, answers,
  "references", status, due_at, closes_at, next_try_at)
select id, workspace_id, campaign_id, from_account_id, to_account_id, day, thread_id, depth, answers, "references", 'planned',
  due_at, closes_at, due_at
from jsonb_populate_recordset(null::warmup_message, $1::jsonb)
on conflict do nothing`;

/** Those of the messages $1 that have arrived: what is known of them. */
export const ARRIVED = `
select id, workspace_id, campaign_id, from_account_id, coalesce(sent_at, received_at) as sent_at, placement
from warmup_message where id = any ($1::uuid[]) and received_at is not null`;
