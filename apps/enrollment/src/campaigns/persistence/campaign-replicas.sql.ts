/**
 * The highest version wins, so that the order of arrival does not matter. A scan with another filter begins anew at
 * once. A campaign that is neither active nor paused enrolls nobody any more, so its candidates go.
 */
export const ACCEPT = `
  with accepted as (
    insert into campaign_replica as known (
      campaign_id, workspace_id, version, status, filter, steps, time_zone, max_new_leads_per_day,
      stop_on_reply, stop_on_domain_reply, recipient_time_zone, delegated, wake_at
    )
    select distinct on (campaign_id)
      campaign_id, workspace_id, version, status, filter, steps, time_zone, max_new_leads_per_day,
      stop_on_reply, stop_on_domain_reply, recipient_time_zone, delegated,
      case when status = 'active' then $2::timestamptz end
    from jsonb_to_recordset($1::jsonb) as snapshot(
      campaign_id uuid, workspace_id uuid, version integer, status text, filter jsonb, steps jsonb,
      time_zone text, max_new_leads_per_day integer, stop_on_reply boolean, stop_on_domain_reply boolean,
      recipient_time_zone boolean, delegated boolean
    )
    order by campaign_id, version desc
    on conflict (campaign_id) do update set
      version = excluded.version,
      status = excluded.status,
      filter = excluded.filter,
      steps = excluded.steps,
      time_zone = excluded.time_zone,
      max_new_leads_per_day = excluded.max_new_leads_per_day,
      stop_on_reply = excluded.stop_on_reply,
      stop_on_domain_reply = excluded.stop_on_domain_reply,
      recipient_time_zone = excluded.recipient_time_zone,
      delegated = excluded.delegated,
      wake_at = excluded.wake_at,
      scan_after = case when known.filter = excluded.filter then known.scan_after end,
      scan_done = known.scan_done and known.filter = excluded.filter,
      scan_again = known.scan_again and known.filter = excluded.filter
    where known.version < excluded.version and known.workspace_id = excluded.workspace_id
    returning campaign_id, status, steps
  ), cleared as (
    delete from campaign_candidate c using accepted a
    where c.campaign_id = a.campaign_id and a.status not in ('active', 'paused')
  )
  select campaign_id, status, steps from accepted`;

/** $1 campaigns, $2 traces, element by element. */
export const STORE_TRACES = `
  update campaign_replica p set traceparent = started.traceparent
  from unnest($1::uuid[], $2::text[]) as started(campaign_id, traceparent)
  where p.campaign_id = started.campaign_id`;

/** In the order in which they are written. */
export const LOCK_STEPS = `
  select campaign_id, steps from campaign_replica
  where campaign_id = any($1::uuid[])
  order by campaign_id
  for update`;

const HAS_CANDIDATES = `exists (
    select from campaign_candidate c where c.campaign_id = p.campaign_id
  ) as has_candidates`;

export const FIND = `
  select p.*, ${HAS_CANDIDATES}, exists (
    select from enrollment e where e.campaign_id = p.campaign_id and e.status = 'pending'
  ) as has_pending
  from campaign_replica p
  where workspace_id = $1 and campaign_id = $2`;

export const CLAIM_DUE = `
  select p.*, ${HAS_CANDIDATES}
  from campaign_replica p
  where wake_at <= $1
  order by wake_at
  limit 1
  for update of p skip locked`;

export const SAVE = `
  update campaign_replica set
    started_today = $2, day_resets_at = $3, scan_after = $4, scan_done = $5, scan_again = $6,
    exhausted_published_version = $7, wake_at = $8, lost_at = $9, lost_until = $10
  where campaign_id = $1`;

/** $1 campaign, $2 now, $3 later. */
export const DELAY = 'update campaign_replica set wake_at = $3 where campaign_id = $1 and wake_at <= $2';

export const WAKE = `
  with woken as (
    select campaign_id from campaign_replica
    where campaign_id = any($1::uuid[]) and status = 'active'
    order by campaign_id
    for update
  )
  update campaign_replica p set wake_at = least(coalesce(p.wake_at, $2), $2)
  from woken where p.campaign_id = woken.campaign_id`;

/**
 * Takes effect after LOCK_CAMPAIGNS: its snapshot is younger than the lock, so of two transactions that finish the last
 * enrollments at once the second sees the work of both.
 *
 * `limit 1` keeps the question from becoming a join that reads everybody under way in all campaigns: 96 ms of 100 with
 * 120,000 of them, for one contact that unsubscribes.
 */
export const WAKE_FINISHED = `
  update campaign_replica p set wake_at = least(p.wake_at, $2)
  where campaign_id = any($1::uuid[]) and status = 'active'
    and (
      select true from enrollment e where e.campaign_id = p.campaign_id and e.status in ('pending', 'active') limit 1
    ) is null`;

/** In one order, so that two replicas wait for each other instead of deadlocking. */
export const LOCK_CAMPAIGNS = `
  select from campaign_replica where campaign_id = any($1::uuid[]) order by campaign_id for update`;

export const LOCK = 'select status from campaign_replica where campaign_id = $1 for update';

/**
 * $1 workspace, $2 now, $3 the wire id of a segment, or null for all campaigns. A scan that has not begun sees the
 * contacts anyway, and one that is under way gets to its end by itself, so only one that has ended is woken.
 */
export const SCAN_AGAIN = `
  with stale as (
    select campaign_id from campaign_replica
    where workspace_id = $1 and status in ('active', 'paused')
      and ($3::text is null or filter -> 'segment_ids' ? $3)
    order by campaign_id
    for update
  )
  update campaign_replica p set
    scan_again = p.scan_again or p.scan_done or p.scan_after is not null,
    wake_at = case when p.scan_done and p.status = 'active' then least(p.wake_at, $2) else p.wake_at end
  from stale where p.campaign_id = stale.campaign_id`;
