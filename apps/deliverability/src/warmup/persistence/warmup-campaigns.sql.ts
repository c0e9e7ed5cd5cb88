/** Stores the newest version of each campaign: $1 the campaigns, $2 now. Returns those that were stored. */
export const STORE_CAMPAIGNS = `
insert into warmup_campaign (campaign_id, workspace_id, version, active, ramp_start, ramp_step, ramp_ceiling, start_hour,
  end_hour, send_days, time_zone, plan_at)
select campaign_id, workspace_id, version, active, ramp_start, ramp_step, ramp_ceiling, start_hour, end_hour, send_days,
  time_zone, $2::timestamptz
from jsonb_to_recordset($1::jsonb) as c (
  campaign_id uuid, workspace_id uuid, version int, active boolean, ramp_start int, ramp_step int, ramp_ceiling int,
  start_hour int, end_hour int, send_days int[], time_zone text)
order by campaign_id
on conflict (campaign_id) do update
set version = excluded.version, active = excluded.active, ramp_start = excluded.ramp_start, ramp_step = excluded.ramp_step,
  ramp_ceiling = excluded.ramp_ceiling, start_hour = excluded.start_hour, end_hour = excluded.end_hour,
  send_days = excluded.send_days, time_zone = excluded.time_zone, plan_at = excluded.plan_at
where warmup_campaign.version < excluded.version and warmup_campaign.workspace_id = excluded.workspace_id
returning campaign_id`;

/** Drafts that are no warmup campaigns any more: $1. Their accounts and messages go with them. */
export const FORGET_CAMPAIGNS =
  'delete from warmup_campaign where campaign_id = any ($1::uuid[]) returning campaign_id';

/**
 * Stores exactly these accounts of each campaign: $1 the campaigns, $2 campaigns and $3 their accounts, pair by pair. An
 * account of another workspace is never one of them.
 */
export const STORE_ACCOUNTS = `
with named as (
  select m.campaign_id, m.account_id, c.workspace_id
  from unnest($2::uuid[], $3::uuid[]) as m (campaign_id, account_id)
  join warmup_campaign c using (campaign_id)
  join sending_account a on a.id = m.account_id and a.workspace_id = c.workspace_id
), left_out as (
  update warmup_account w set member = false
  where w.campaign_id = any ($1::uuid[]) and w.member
    and not exists (select from named n where n.campaign_id = w.campaign_id and n.account_id = w.account_id)
)
insert into warmup_account (campaign_id, account_id, workspace_id, member)
select campaign_id, account_id, workspace_id, true from named
order by campaign_id, account_id
on conflict (campaign_id, account_id) do update set member = true`;

/** Deletes what accounts that have left would still send or get: $1 the campaigns. */
export const CANCEL_OF_LEFT = `
delete from warmup_message m
using warmup_account w
where m.campaign_id = any ($1::uuid[]) and m.status = 'planned' and m.next_try_at = m.due_at
  and w.campaign_id = m.campaign_id and not w.member and w.account_id in (m.from_account_id, m.to_account_id)`;

/** Marks the accounts of workspaces $1 that warm up now: $2 now. Returns those whose mark has changed. */
export const MARK_WARMING = `
with warming as (
  select w.account_id from warmup_account w join warmup_campaign c using (campaign_id)
  where c.workspace_id = any ($1::uuid[]) and c.active and w.member
), marked as (
  select id, id in (select account_id from warming) as warms_up
  from sending_account
  where workspace_id = any ($1::uuid[]) and deleted_at is null
    and coalesce(warms_up, false) <> (id in (select account_id from warming))
  order by id for no key update
)
update sending_account a set warms_up = marked.warms_up, version = a.version + 1, updated_at = $2
from marked where a.id = marked.id
returning a.*`;
