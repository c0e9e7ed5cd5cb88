/** One active campaign whose next day is to be planned: $1 now. Another replica takes another one. */
export const CLAIM = `
select campaign_id, workspace_id, ramp_start, ramp_step, ramp_ceiling, start_hour, end_hour, send_days, time_zone
from warmup_campaign where active and plan_at <= $1
order by plan_at limit 1 for update skip locked`;

/** The campaign $1 is planned next at $2. */
export const PLAN_NEXT = 'update warmup_campaign set plan_at = $2 where campaign_id = $1';

/** Messages of the campaign $1 that did not leave before the day $2. */
export const DROP_OLD = `
update warmup_message set status = 'dropped' where campaign_id = $1 and status = 'planned' and day < $2::date`;

/** The accounts of the campaign $1 that can send and receive, with the answers that they send on the day $2. */
export const ACCOUNTS = `
select w.account_id, w.days, coalesce(w.planned_on >= $2::date, false) as is_planned,
  array(
    select m.id from warmup_message m
    where m.campaign_id = w.campaign_id and m.from_account_id = w.account_id and m.day = $2::date and m.status = 'planned'
    order by m.due_at
  ) as answers
from warmup_account w join sending_account a on a.id = w.account_id
where w.campaign_id = $1 and w.member and a.deleted_at is null and a.status = 'active' and a.imap_host is not null
order by w.account_id
for update of w`;

/** Stores a day of the campaign $1: $2 the date, $3 the accounts that are planned, $4 the answers without room. */
export const STORE_DAY = `
with counted as (
  update warmup_account set days = days + 1, planned_on = $2::date
  where campaign_id = $1 and account_id = any ($3::uuid[])
)
update warmup_message set status = 'dropped' where id = any ($4::uuid[]) and status = 'planned'`;

/** Stores new messages of the campaign $1: $2 the date, $3 when they may leave no more, $4 the messages. */
export const ADD_MESSAGES = `
insert into warmup_message (id, workspace_id, campaign_id, from_account_id, to_account_id, day, thread_id, depth,
  "references", status, due_at, closes_at, next_try_at)
select m.id, c.workspace_id, c.campaign_id, m.from_account_id, m.to_account_id, $2::date, m.id, 0, '{}', 'planned', m.due_at,
  $3::timestamptz, m.due_at
from jsonb_to_recordset($4::jsonb) as m (id uuid, from_account_id uuid, to_account_id uuid, due_at timestamptz)
cross join warmup_campaign c
where c.campaign_id = $1`;
