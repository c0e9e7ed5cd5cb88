import { isInvalid, notSuppressed } from '../../contacts/index.js';

/**
 * $1 workspace, $2 campaign, $3 contacts, $4 now: enrolls those that may be, as waiting for their start, and answers
 * the others with what is in the way, in the order in which they were named.
 *
 * Each contact and its enrollment are looked up by their keys, one by one; `limit 1` enforces it. PostgreSQL takes tables
 * that an import has just filled, and that were not analyzed yet, for empty: it read all contacts of the workspace for each
 * named one, 5,000 times 200,000 in minutes.
 */
export const ADD_ENROLLMENTS = `
  with asked as (
    select id, min(place) as place from unnest($3::uuid[]) with ordinality as a(id, place) group by id
  ), checked as materialized (
    select asked.id, asked.place, c.workspace_id, c.email,
      case
        when c.id is null then 'not_found'
        when e.is_in then 'already_enrolled'
        when not (${notSuppressed('c')}) then 'suppressed'
        when ${isInvalid('c')} then 'invalid_email'
      end as reason
    from asked
    left join lateral (
      select * from contact where workspace_id = $1 and id = asked.id and deleted_at is null limit 1
    ) c on true
    left join lateral (
      select true as is_in from enrollment where campaign_id = $2 and contact_id = asked.id limit 1
    ) e on true
  ), added as (
    insert into enrollment (id, workspace_id, campaign_id, contact_id, email, status, enrolled_at, source)
    select uuid_v7(), $1, $2, id, email, 'pending', $4, 'manual' from checked where reason is null order by place
    on conflict (campaign_id, contact_id) do nothing
    returning contact_id
  )
  select id as "contactId", reason from checked where reason is not null
  union all
  select contact_id, null from added`;

/**
 * Takes the contacts $3 out of the campaign $2 of the workspace $1, at $4. With $5 the step that was published already is
 * not wanted any more either; else the enrollment keeps it until its outcome is known.
 */
export const REMOVE_CONTACTS = `
  with named as materialized (
    select id, status in ('pending', 'active') as under_way from enrollment
    where workspace_id = $1 and campaign_id = $2 and contact_id = any($3::uuid[])
      and (status in ('pending', 'active') or (status = 'removed' and awaiting_step is not null))
    order by id
    for update
  ), removed as (
    update enrollment e set
      status = 'removed',
      stop_reason = case when under_way then 'removed' else e.stop_reason end,
      finished_at = coalesce(e.finished_at, $4),
      next_step_at = null,
      awaiting_step = case when $5 then null else e.awaiting_step end
    from named where e.id = named.id
  )
  select count(*) filter (where under_way)::int as removed from named`;
