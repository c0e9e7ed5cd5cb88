/** The facts that decide on signals: $1 enrollments, $2 their workspaces, element by element. */
export const SIGNAL_FACTS = `
  select e.id as enrollment_id, e.workspace_id, e.campaign_id, e.email, c.email as contact_email, c.company_domain,
    c.time_zone as contact_zone, p.stop_on_reply, p.stop_on_domain_reply, p.time_zone, p.recipient_time_zone
  from (select distinct * from unnest($1::uuid[], $2::uuid[]) as n(id, workspace_id)) named
  join enrollment e using (id, workspace_id)
  join campaign_replica p on p.campaign_id = e.campaign_id
  left join contact c on c.workspace_id = e.workspace_id and c.id = e.contact_id`;

/**
 * $1: `Postponement`s. The latest one stands. An enrollment that is over keeps it as well, because its last step may be
 * sent again.
 */
export const POSTPONE = `
  with named as materialized (
    select enrollment_id, workspace_id, max(until) as until
    from jsonb_to_recordset($1::jsonb) as n(enrollment_id uuid, workspace_id uuid, until timestamptz)
    group by 1, 2
  ), locked as materialized (
    select e.id, named.until
    from named join enrollment e on e.id = named.enrollment_id and e.workspace_id = named.workspace_id
    order by e.id
    for update of e
  )
  update enrollment e set
    postponed_until = greatest(e.postponed_until, locked.until),
    next_step_at = case when e.next_step_at is not null then greatest(e.next_step_at, locked.until) end
  from locked where e.id = locked.id`;
