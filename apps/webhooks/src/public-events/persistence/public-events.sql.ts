/** Without it, an event could become visible behind one with a higher position, and a reader would miss it. */
export const LOCK_POSITIONS = `select pg_advisory_xact_lock(hashtext('webhooks.event_position'))`;

/**
 * Stores those events that are not stored yet, in their order, with a delivery for each webhook that gets them: `webhooks`
 * is a condition on `endpoint` and the event `s`. Arrays instead of one JSON document, which cannot hold the character 0.
 */
const store = (webhooks: string): string => `
  with given as (
    select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::timestamptz[], $6::json[])
      with ordinality as given (id, workspace_id, type, campaign_id, created_at, data, place)
    order by place
  ), stored as (
    insert into event (id, workspace_id, position, type, campaign_id, created_at, stored_at, data)
    select id, workspace_id, nextval('event_position'), type, campaign_id, created_at, $7::timestamptz, data from given
    on conflict do nothing
    returning id, workspace_id, type
  ), delivered as (
    insert into delivery (event_id, endpoint_id, workspace_id, type, next_attempt_at, created_at)
    select s.id, endpoint.id, s.workspace_id, s.type, $7, $7
    from stored s join endpoint using (workspace_id)
    where endpoint.active and endpoint.deleted_at is null and ${webhooks}
    returning endpoint_id
  )
  select
    array(select distinct workspace_id from stored) as workspaces,
    array(select distinct endpoint_id from delivered) as endpoints`;

export const STORE = store('s.type = any (endpoint.event_types)');

/** For the webhook $8 alone, whatever it subscribes to. */
export const STORE_FOR_ONE = store('endpoint.id = $8::uuid');

/**
 * The rows are locked although few change: a sender that lets go of a queue looks for waiting deliveries under the same
 * lock, so that it either sees the new ones, or its release is seen here.
 */
export const MAKE_DUE = `
  with locked as (
    select endpoint_id, due_at from delivery_queue where endpoint_id = any ($1::uuid[])
    order by endpoint_id
    for no key update
  )
  update delivery_queue q set due_at = $2 from locked
  where q.endpoint_id = locked.endpoint_id and (locked.due_at is null or locked.due_at > $2)`;

export const BY_IDS = `
  select id, type, created_at, workspace_id, data from event where id = any ($1::uuid[])`;
