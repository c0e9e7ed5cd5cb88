/** $1 workspace, $2 campaign, $3 how many contacts, $4 now, $5 when all have to be there, $6 when it is forgotten. */
export const OPEN = `
  insert into enroll_job (id, workspace_id, campaign_id, status, total, due_at, created_at, expires_at)
  values (uuid_v7(), $1, $2, 'receiving', $3, $5, $4, $6)
  returning id`;

/**
 * Adds the part $3 with the contacts $4 to the job $2 of the workspace $1, at $5, and queues it with its last one.
 * Answers the job as it was found; a part that is there already changes nothing.
 */
export const FILL = `
  with job as materialized (
    select id, status from enroll_job where workspace_id = $1 and id = $2 for update
  ), part as (
    insert into enroll_job_part (job_id, part, contact_ids)
    select id, $3, $4::uuid[] from job where status = 'receiving'
    on conflict do nothing
    returning job_id
  ), filled as (
    update enroll_job j set
      received = j.received + cardinality($4::uuid[]),
      status = case when j.received + cardinality($4::uuid[]) = j.total then 'queued' else j.status end,
      due_at = case when j.received + cardinality($4::uuid[]) = j.total then $5 else j.due_at end
    from part where j.id = part.job_id
  )
  select id from job`;

/** $1 now, $2 until when nobody else looks at it. */
export const CLAIM = `
  update enroll_job set status = 'running', attempts = attempts + 1, due_at = $2
  where id = (
    select id from enroll_job
    where finished_at is null and due_at <= $1 and status in ('queued', 'running') and attempts < 5
    order by due_at limit 1
    for update skip locked
  )
  returning id`;

/** The next part of the job $1, with the job locked. */
export const NEXT_PART = `
  select j.workspace_id as "workspaceId", j.campaign_id as "campaignId", p.part, p.contact_ids as "contactIds"
  from enroll_job j
  join lateral (
    select part, contact_ids from enroll_job_part
    where job_id = j.id and skipped is null
    order by part limit 1
  ) p on true
  where j.id = $1 and j.status = 'running'
  for update of j`;

/** $1 job, $2 part, $3 who was not enrolled and why, $4 how many it had, $5 how many were enrolled, $6 now. */
export const FINISH_PART = `
  with part as (
    update enroll_job_part set skipped = $3::jsonb, contact_ids = '{}' where job_id = $1 and part = $2
  )
  update enroll_job set
    done = done + $4,
    enrolled = enrolled + $5,
    attempts = 0,
    due_at = $6,
    status = case when done + $4 = total then 'succeeded' else status end,
    finished_at = case when done + $4 = total then $6::timestamptz end
  where id = $1`;

/** $1 job, $2 code, $3 now. */
export const FAIL = `
  update enroll_job set status = 'failed', error = $2, finished_at = $3 where id = $1 and finished_at is null`;

/** $1 now: gives up what never arrived in whole or failed five times, and forgets what is old. */
export const SWEEP = `
  with given_up as (
    update enroll_job set
      status = 'failed', finished_at = $1,
      error = case when status = 'receiving' then 'incomplete' else 'internal_error' end
    where finished_at is null and due_at <= $1 and (status = 'receiving' or attempts >= 5)
  )
  delete from enroll_job where expires_at <= $1`;

/** $1 workspace, $2 job, $3 how many of those who were not enrolled. */
export const FIND = `
  select j.*, coalesce((
    select jsonb_agg(skip) from (
      select jsonb_array_elements(p.skipped) as skip from enroll_job_part p where p.job_id = j.id
      order by p.part limit $3
    ) first
  ), '[]') as skips
  from enroll_job j
  where j.workspace_id = $1 and j.id = $2`;
