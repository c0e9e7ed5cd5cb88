/** $1 workspace, $2 campaign, $3 format, $4 what is included, $5 how many sends there are, $6 now. */
export const OPEN = `
  insert into export_job (id, workspace_id, campaign_id, format, include, status, total, due_at, created_at)
  values (uuid_v7(), $1, $2, $3, $4::text[], 'queued', $5, $6, $6)
  on conflict (workspace_id, campaign_id, format, include) where finished_at is null
    do update set total = export_job.total -- changes nothing, and so answers the job that is there
  returning id`;

/** $1 now, $2 until when nobody else looks at it. */
export const CLAIM = `
  update export_job set status = 'running', attempts = attempts + 1, due_at = $2
  where id = (
    select id from export_job
    where finished_at is null and due_at <= $1 and attempts < 5
    order by due_at limit 1
    for update skip locked
  )
  returning id, workspace_id, campaign_id, format, include, cursor, parts`;

/**
 * Adds the part $2 with the text $3 to the job $1: $4 sends, $5 bytes, $6 where the next one begins, at $7. Answers nothing
 * when the part is there already, because the lease of whoever wrote this had run out.
 */
export const ADD_PART = `
  with job as (
    update export_job set
      parts = parts + 1, done = done + $4, total = greatest(total, done + $4), bytes = bytes + $5,
      cursor = $6, due_at = $7, attempts = 0
    where id = $1 and parts = $2 and finished_at is null
    returning id
  )
  insert into export_part (job_id, part, content) select id, $2, $3 from job
  returning job_id`;

/** The job $1 has its last part, at $2; it is kept until $3. Sends that were planned meanwhile are not in it. */
export const SUCCEED = `
  update export_job set status = 'succeeded', total = done, finished_at = $2, expires_at = $3
  where id = $1
  returning done, bytes::float8 as bytes`;

/** Hands the job $1 back until $2. That the log could not be read says nothing against the job. */
export const POSTPONE = `
  update export_job set due_at = $2, attempts = greatest(attempts - 1, 0)
  where id = $1 and finished_at is null`;

/** $1 now, $2 since when a job has taken too long, $3 until when it is shown. */
export const GIVE_UP = `
  update export_job set
    status = 'failed', finished_at = $1, expires_at = $3,
    error = case when attempts >= 5 then 'internal_error' else 'unavailable' end
  where finished_at is null and (created_at <= $2 or (attempts >= 5 and due_at <= $1))`;

/** Of files that nobody reads any more since $1, up to $2 parts at a time; a job goes when its parts have gone. */
export const FORGET = `
  with parts as (
    delete from export_part where (job_id, part) in (
      select p.job_id, p.part from export_job j join export_part p on p.job_id = j.id
      where j.expires_at <= $1 limit $2
    )
    returning job_id
  ), jobs as (
    delete from export_job j
    where j.expires_at <= $1 and not exists (select from export_part p where p.job_id = j.id)
  )
  select count(*)::int as parts from parts`;

/** $1 workspace, $2 job, $3 now. */
export const FIND = `
  select id, campaign_id, format, include, status, total, done, bytes::float8 as bytes, error,
    created_at, finished_at, expires_at
  from export_job
  where workspace_id = $1 and id = $2 and (expires_at is null or expires_at > $3)`;

/** $1 workspace, $2 job, $3 part, $4 now. Only the first part expires: who has it is still reading. */
export const PART = `
  select j.campaign_id, j.format, j.parts, j.bytes::float8 as bytes, p.content
  from export_job j join export_part p on p.job_id = j.id
  where j.workspace_id = $1 and j.id = $2 and p.part = $3 and j.status = 'succeeded'
    and (p.part > 0 or j.expires_at > $4)`;
