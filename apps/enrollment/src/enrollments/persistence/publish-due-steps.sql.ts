/**
 * Turns due rows of active campaigns into rows that await an outcome: $1 the time, $2 how many at most. Campaign by
 * campaign along its own index, so that what is due in paused ones costs nothing. `due` holds rows as they are under
 * its lock, so the update must not repeat its conditions: with statistics from before a wave of outcomes PostgreSQL
 * would believe the partial index to be empty and compare every due row with every claimed one (5,000 of 95,000 took
 * over 30 s).
 */
export const CLAIM_DUE_STEPS = `
  with due as (
    select e.id, p.campaign_id
    from campaign_replica p
    cross join lateral (
      select id from enrollment
      where campaign_id = p.campaign_id and status = 'active' and awaiting_step is null and next_step_at <= $1
      order by next_step_at
      limit $2
      for update skip locked
    ) e
    where p.status = 'active'
    limit $2
  )
  update enrollment e set awaiting_step = e.current_step + 1
  from due
  join campaign_replica p on p.campaign_id = due.campaign_id
  cross join lateral jsonb_to_recordset(p.steps) as step(step_id text, step_number integer)
  where e.id = due.id and step.step_number = e.current_step + 1
  returning
    e.id as enrollment_id, e.workspace_id, e.campaign_id, e.contact_id, e.email,
    step.step_id, step.step_number, e.next_step_at as due_at, p.delegated,
    (select c.time_zone from contact c where c.workspace_id = e.workspace_id and c.id = e.contact_id)`;

/** When the next step of an active campaign is due. One probe of the index per campaign: 5 ms for 2,000 of them. */
export const NEXT_DUE_STEP = `
  select min(next.next_step_at) as next_at
  from campaign_replica p
  cross join lateral (
    select next_step_at from enrollment
    where campaign_id = p.campaign_id and status = 'active' and awaiting_step is null
    order by next_step_at
    limit 1
  ) next
  where p.status = 'active'`;
