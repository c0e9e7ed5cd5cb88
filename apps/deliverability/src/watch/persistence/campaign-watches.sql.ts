import { policyField } from '../../gate/index.js';

/** $1 campaigns. In the order of the ids, as every transaction locks them. */
export const LOCK = `
  select campaign_id, workspace_id, since from campaign_watch where campaign_id = any($1::uuid[])
  order by campaign_id for no key update`;

/** $1 campaigns that no event told of. Waits for a replica that adds the same one. */
export const ADD_UNKNOWN = `
  insert into campaign_watch (campaign_id, workspace_id, version, since)
  select campaign_id, workspace_id, 0, since
  from jsonb_to_recordset($1) as unknown (campaign_id uuid, workspace_id uuid, since timestamptz)
  order by campaign_id
  on conflict do nothing`;

/** $1 campaigns as their newest events show them. The workspace of one that no event told of may be a foreign one. */
export const FOLLOW = `
  insert into campaign_watch as known (campaign_id, workspace_id, version, since)
  select campaign_id, workspace_id, version, since
  from jsonb_to_recordset($1) as told (campaign_id uuid, workspace_id uuid, version int, since timestamptz)
  order by campaign_id
  on conflict (campaign_id) do update
  set workspace_id = excluded.workspace_id, version = excluded.version, since = excluded.since
  where known.version < excluded.version and (known.version = 0 or known.workspace_id = excluded.workspace_id)
  returning campaign_id, since`;

/** $1: differences as a JSON array, in the order of campaigns and hours. */
export const ADD_TO_HOURS = `
  insert into campaign_hour (campaign_id, workspace_id, hour, sent, bounced, complained)
  select campaign_id, workspace_id, hour, sent, bounced, complained
  from jsonb_to_recordset($1) as change (
    campaign_id uuid, workspace_id uuid, hour timestamptz, sent int, bounced int, complained int
  )
  order by campaign_id, hour
  on conflict (campaign_id, hour) do update
  set sent = campaign_hour.sent + excluded.sent, bounced = campaign_hour.bounced + excluded.bounced,
    complained = campaign_hour.complained + excluded.complained`;

export const FORGET_HOURS = 'delete from campaign_hour where campaign_id = any($1::uuid[])';

/** $1 locked campaigns, $2 the first hour that counts: their hours once more, as `campaignHours` counts them. */
export const RECOUNT = `
  insert into campaign_hour (campaign_id, workspace_id, hour, sent, bounced, complained)
  select watch.campaign_id, watch.workspace_id, date_trunc('hour', counted.at, 'UTC'),
    sum(counted.sent), sum(counted.bounced), sum(counted.complained)
  from campaign_watch watch
  join message_fact fact on fact.campaign_id = watch.campaign_id and fact.workspace_id = watch.workspace_id
  cross join lateral (values
    (least(fact.sent_at, fact.bounced_at), 1, 0, 0), (fact.bounced_at, 0, 1, 0), (fact.complained_at, 0, 0, 1)
  ) as counted (at, sent, bounced, complained)
  where watch.campaign_id = any($1::uuid[]) and not fact.warmup
    and least(fact.sent_at, fact.bounced_at) >= watch.since and counted.at >= $2
  group by 1, 2, 3`;

const POLICY = [
  'mode',
  'auto_pause_min_sample',
  'auto_pause_max_bounce_rate',
  'auto_pause_max_complaint_rate',
] as const;

/** $1 locked campaigns, $2 the first hour that counts: the figures of those that are watched, and their policy. */
export const FIGURES = `
  select watch.campaign_id, watch.workspace_id, watch.since, figures.*,
    ${POLICY.map((field) => `${policyField(field)} as ${field}`).join(', ')}
  from campaign_watch watch
  left join gate_policy policy on policy.workspace_id = watch.workspace_id
  cross join lateral (
    select coalesce(sum(sent), 0)::int as sent, coalesce(sum(bounced), 0)::int as bounced,
      coalesce(sum(complained), 0)::int as complained
    from campaign_hour where campaign_id = watch.campaign_id and hour >= $2
  ) as figures
  where watch.campaign_id = any($1::uuid[]) and watch.since is not null`;
