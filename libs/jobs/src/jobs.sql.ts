const JOB = `id, workspace_id, type, status, input, state, total, done, parts, error, created_at, finished_at, expires_at`;

/** $1 workspace, $2 type, $3 key, $4 status, $5 input, $6 awaited, $7 total, $8 due at, $9 now, $10 how many ms it is shown after its end. */
export const OPEN = `
  insert into job (id, workspace_id, type, key, status, input, awaited, total, due_at, created_at, kept_for, expires_at)
  values (uuid_v7(), $1, $2, $3, $4, $5::jsonb, $6, $7, $8, $9, $10 * interval '1 millisecond',
    case when $4 = 'receiving' then $9::timestamptz + $10 * interval '1 millisecond' end)
  on conflict (workspace_id, type, key) where finished_at is null
    do update set total = job.total -- changes nothing, and so answers the job that is there
  returning id`;

/** Adds the part $3 with the input $4, of $5 items, at $6. A part that is there already changes nothing. */
export const FILL = `
  with found as materialized (
    select id, status from job where workspace_id = $1 and id = $2 for update
  ), part as (
    insert into job_part (job_id, part, input) select id, $3, $4::jsonb from found where status = 'receiving'
    on conflict do nothing
    returning job_id
  ), filled as (
    update job j set
      awaited = awaited - $5,
      status = case when awaited = $5 then 'queued' else status end,
      due_at = case when awaited = $5 then $6 else due_at end
    from part where j.id = part.job_id
  )
  select id from found`;

/** $1 now, $2 until when no other worker takes it, $3 types. */
export const CLAIM = `
  update job set status = 'running', attempts = attempts + 1, due_at = $2
  where id = (
    select id from job
    where finished_at is null and due_at <= $1 and status <> 'receiving' and attempts < 5 and type = any($3)
    order by due_at limit 1
    for update skip locked
  )
  returning ${JOB}`;

/** Locks the job $1 while $2 parts are done. No row: another worker has done the part, or the job has ended. */
export const LOCK = `
  select coalesce(next.part, job.parts) as part, next.input as part_input
  from job
  left join lateral (
    select part, input from job_part where job_id = job.id and input is not null order by part limit 1
  ) next on true
  where id = $1 and parts = $2 and status = 'running'
  for update of job`;

/** $1 job, $2 part, $3 items, $4 state, $5 now, $6 whether it is the last, $7 content, $8 result. */
export const ADD_PART = `
  with part as (
    insert into job_part (job_id, part, content, result) values ($1, $2, $7, $8::jsonb)
    on conflict (job_id, part) do update set input = null, content = excluded.content, result = excluded.result
  )
  update job set
    parts = parts + 1, done = done + $3, state = $4::jsonb, due_at = $5, attempts = 0,
    total = case when $6 then done + $3 else greatest(total, done + $3) end,
    status = case when $6 then 'succeeded' else status end,
    finished_at = case when $6 then $5::timestamptz end,
    expires_at = case when $6 then coalesce(expires_at, $5::timestamptz + kept_for) else expires_at end
  where id = $1`;

/** Ends the unfinished job $2 of the workspace $1 and the type $6 with the status $3 and the error $4, at $5. */
export const END = `
  update job set status = $3, error = $4, finished_at = $5::timestamptz, expires_at = coalesce(expires_at, $5::timestamptz + kept_for)
  where workspace_id = $1 and id = $2 and type = $6 and finished_at is null
  returning id`;

/** Hands the job $1 back until $2. A service that does not answer says nothing against the job. */
export const POSTPONE = `
  update job set due_at = $2, attempts = greatest(attempts - 1, 0) where id = $1 and finished_at is null`;

/** $1 now, $2 since when a job has taken too long, $3 expired since, $4 how many parts. */
export const SWEEP = `
  with given_up as (
    update job set
      status = 'failed', finished_at = $1::timestamptz, expires_at = coalesce(expires_at, $1::timestamptz + kept_for),
      error = case when status = 'receiving' then 'incomplete' when attempts >= 5 then 'internal_error' else 'unavailable' end
    where finished_at is null
      and (created_at <= $2 or (due_at <= $1 and (status = 'receiving' or attempts >= 5)))
  ), parts as (
    delete from job_part where (job_id, part) in (
      select p.job_id, p.part from job j join job_part p on p.job_id = j.id where j.expires_at <= $3 limit $4
    )
    returning job_id
  ), jobs as (
    delete from job j where j.expires_at <= $3 and not exists (select from job_part p where p.job_id = j.id)
  )
  select count(*)::int as parts from parts`;

/** $1 workspace, $2 job, $3 type, $4 now. */
export const FIND = `
  select ${JOB} from job
  where workspace_id = $1 and id = $2 and type = $3 and (expires_at is null or expires_at > $4)`;

/** The first $2 result rows of the job $1. */
export const RESULTS = `
  select jsonb_array_elements(result) as row from job_part where job_id = $1 order by part limit $2`;

/** $1 workspace, $2 job, $3 part, $4 now. Only the first part expires: who has it is still reading. */
export const CONTENT = `
  select p.content, j.input, j.state, j.parts
  from job j join job_part p on p.job_id = j.id
  where j.workspace_id = $1 and j.id = $2 and p.part = $3 and j.status = 'succeeded' and p.content is not null
    and (p.part > 0 or j.expires_at > $4)`;
