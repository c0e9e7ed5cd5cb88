/**
 * $1: `Advance`s. Repeats the condition on the step, so that a repeated or late outcome changes nothing; nor does
 * one that was published before its step was reopened. A finished
 * enrollment (its bounce was faster) takes over what was sent and nothing else.
 */
export const ADVANCE = `
  with outcome as (
    select distinct on (enrollment_id) *
    from jsonb_to_recordset($1::jsonb) as o(
      enrollment_id uuid, workspace_id uuid, step_number integer, at timestamptz, sent_from uuid
    )
    order by enrollment_id, step_number desc, at desc, sent_from
  ), follow_up as (
    select o.*, o.at + make_interval(secs => step.delay_ms / 1000.0) as next_at
    from outcome o
    join enrollment e on e.id = o.enrollment_id and e.workspace_id = o.workspace_id
    join campaign_replica p on p.campaign_id = e.campaign_id
    left join lateral jsonb_to_recordset(p.steps) as step(step_number integer, delay_ms bigint)
      on step.step_number = o.step_number + 1
  ), advanced as (
    update enrollment e set
      current_step = f.step_number,
      last_sent_at = case when f.sent_from is null then e.last_sent_at else f.at end,
      sending_account_id = coalesce(f.sent_from, e.sending_account_id),
      awaiting_step = null,
      next_step_at = case when e.status = 'active' then f.next_at end,
      status = case when e.status = 'active' and f.next_at is null then 'completed' else e.status end,
      finished_at = case when e.status = 'active' and f.next_at is null then f.at else e.finished_at end
    from follow_up f
    where e.id = f.enrollment_id and e.current_step < f.step_number
      and f.at > coalesce(e.reopened_after, '-infinity')
    returning e.campaign_id, e.finished_at
  )
  select distinct campaign_id from advanced where finished_at is not null`;

/**
 * $1: `Stop`s. A bounce may be reported after the last step, and then outdoes the completion; a failure ends only the
 * step that was awaited. A dead address is suppressed, and its enrollments in other campaigns end with it.
 */
export const STOP = `
  with outcome as (
    select * from jsonb_to_recordset($1::jsonb) as o(
      enrollment_id uuid, workspace_id uuid, step_number integer, at timestamptz,
      status text, reason text, dead_address text
    )
  ), suppressed as (
    insert into suppression (workspace_id, kind, value, reason, created_at)
    select distinct on (1, 3) workspace_id, 'email', lower(dead_address), 'hard_bounce', at
    from outcome where dead_address is not null
    order by 1, 3, at
    on conflict do nothing
  ), ending as (
    select distinct on (id) id, status, reason, at
    from (
      select e.id, o.status, o.reason, o.at
      from outcome o join enrollment e on e.id = o.enrollment_id and e.workspace_id = o.workspace_id
      where o.status = 'bounced'
        or (e.awaiting_step = o.step_number and o.at > coalesce(e.reopened_after, '-infinity'))
      union all
      select e.id, o.status, o.reason, o.at
      from outcome o
      join enrollment e on e.workspace_id = o.workspace_id and lower(e.email) = lower(o.dead_address)
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
  select distinct campaign_id from stopped`;
