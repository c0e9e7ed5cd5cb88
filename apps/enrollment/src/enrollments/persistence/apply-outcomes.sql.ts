import { finishedColumns } from './end-enrollments.sql.js';

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
      -- "greatest" leaves nulls out: the last step has no next one.
      next_step_at = case when e.status = 'active' and f.next_at is not null then greatest(f.next_at, e.postponed_until) end,
      status = case when e.status = 'active' and f.next_at is null then 'completed' else e.status end,
      finished_at = case when e.status = 'active' and f.next_at is null then f.at else e.finished_at end
    from follow_up f
    where e.id = f.enrollment_id and e.current_step < f.step_number
      and f.at > coalesce(e.reopened_after, '-infinity')
    returning ${finishedColumns('e', "e.status = 'completed' and e.finished_at = f.at")}
  )
  select * from advanced where at is not null`;
