/**
 * $1: `Advance`s. Repeats the condition on the step, so that a repeated or late outcome changes nothing; nor does
 * one that was told before its step was reopened. A finished
 * enrollment (its bounce was faster) takes over what was sent and nothing else.
 */
export const ADVANCE = `
  with outcome as (
    select distinct on ("enrollmentId") *
    from jsonb_to_recordset($1::jsonb) as o(
      "enrollmentId" uuid, "workspaceId" uuid, "stepNumber" integer, at timestamptz, "sentFrom" uuid
    )
    order by "enrollmentId", "stepNumber" desc, at desc, "sentFrom"
  ), follow_up as (
    select o.*, o.at + make_interval(secs => step.delay_ms / 1000.0) as next_at
    from outcome o
    join enrollment e on e.id = o."enrollmentId" and e.workspace_id = o."workspaceId"
    join campaign_replica p on p.campaign_id = e.campaign_id
    left join lateral jsonb_to_recordset(p.steps) as step(step_number integer, delay_ms bigint)
      on step.step_number = o."stepNumber" + 1
  ), advanced as (
    update enrollment e set
      current_step = f."stepNumber",
      last_sent_at = case when f."sentFrom" is null then e.last_sent_at else f.at end,
      sending_account_id = coalesce(f."sentFrom", e.sending_account_id),
      awaiting_step = null,
      next_step_at = case when e.status = 'active' then f.next_at end,
      status = case when e.status = 'active' and f.next_at is null then 'completed' else e.status end,
      finished_at = case when e.status = 'active' and f.next_at is null then f.at else e.finished_at end
    from follow_up f
    where e.id = f."enrollmentId" and e.current_step < f."stepNumber"
      and f.at > coalesce(e.reopened_after, '-infinity')
    returning e.campaign_id, e.finished_at
  )
  select distinct campaign_id as "campaignId" from advanced where finished_at is not null`;

/**
 * $1: `Stop`s. A bounce may be reported after the last step, and then outdoes the completion; a failure ends only the
 * step that was awaited. A dead address is suppressed, and its enrollments in other campaigns end with it.
 */
export const STOP = `
  with outcome as (
    select * from jsonb_to_recordset($1::jsonb) as o(
      "enrollmentId" uuid, "workspaceId" uuid, "stepNumber" integer, at timestamptz,
      status text, reason text, "deadAddress" text
    )
  ), suppressed as (
    insert into suppression (workspace_id, kind, value, reason, created_at)
    select distinct on (1, 3) "workspaceId", 'email', lower("deadAddress"), 'hard_bounce', at
    from outcome where "deadAddress" is not null
    order by 1, 3, at
    on conflict do nothing
  ), ending as (
    select distinct on (id) id, status, reason, at
    from (
      select e.id, o.status, o.reason, o.at
      from outcome o join enrollment e on e.id = o."enrollmentId" and e.workspace_id = o."workspaceId"
      where o.status = 'bounced'
        or (e.awaiting_step = o."stepNumber" and o.at > coalesce(e.reopened_after, '-infinity'))
      union all
      select e.id, o.status, o.reason, o.at
      from outcome o
      join enrollment e on e.workspace_id = o."workspaceId" and lower(e.email) = lower(o."deadAddress")
      where e.status in ('pending', 'active')
    ) as candidate
    order by id, status
  ), stopped as (
    update enrollment e set
      status = n.status, stop_reason = n.reason, finished_at = n.at, awaiting_step = null, next_step_at = null
    from ending n
    where e.id = n.id
      and (
        e.status in ('pending', 'active')
        or (e.status = 'completed' and n.status = 'bounced')
        or (e.status = 'removed' and e.awaiting_step is not null)
      )
    returning e.campaign_id
  )
  select distinct campaign_id as "campaignId" from stopped`;

/** Ends what is unfinished in the campaigns $1, which are archived, at $2. */
export const CLOSE_CAMPAIGNS = `
  update enrollment set
    status = 'removed', stop_reason = 'campaign_archived', finished_at = $2, awaiting_step = null, next_step_at = null
  where campaign_id = any($1::uuid[]) and status in ('pending', 'active')`;

/** Ends the enrollments $1 (ids) with the reasons $2, at $3, as removed. */
export const REMOVE = `
  with removed as (
    update enrollment e set
      status = 'removed', stop_reason = r.reason, finished_at = $3, awaiting_step = null, next_step_at = null
    from unnest($1::uuid[], $2::text[]) as r(id, reason)
    where e.id = r.id and (e.status in ('pending', 'active') or e.awaiting_step is not null)
    returning e.campaign_id
  )
  select distinct campaign_id as "campaignId" from removed`;
