export const ADD = `
  insert into endpoint select * from jsonb_populate_record(null::endpoint, $1)`;

export const ADD_QUEUE = 'insert into delivery_queue (endpoint_id) values ($1)';

/** Two requests that add or activate at once take turns, or both would see the last free place. */
export const LOCK_WORKSPACE = `
  select pg_advisory_xact_lock(hashtextextended('webhooks of ' || $1::text, 0))`;

export const COUNT = `
  select count(*)::int as total, (count(*) filter (where active))::int as active
  from endpoint where workspace_id = $1 and deleted_at is null`;

/** $1 workspace, $2 one endpoint or null for all, $3 the present time. The newest first. */
export const MONITORED = `
  select endpoint.*, queue.failing_since, queue.last_success_at, figures.*
  from endpoint
  left join delivery_queue queue on queue.endpoint_id = endpoint.id
  cross join lateral (
    select
      coalesce(sum(attempts) filter (where hour > $3::timestamptz - interval '24 hours'), 0)::float8 as attempts_24h,
      coalesce(sum(successes) filter (where hour > $3::timestamptz - interval '24 hours'), 0)::float8 as successes_24h,
      coalesce(sum(successes + given_up), 0)::float8 as ended_30d,
      coalesce(sum(given_up), 0)::float8 as given_up_30d
    from delivery_figure
    where endpoint_id = endpoint.id and hour > $3::timestamptz - interval '30 days'
  ) figures
  where workspace_id = $1 and deleted_at is null and ($2::uuid is null or id = $2)
  order by id desc`;

export const LOCK_ONE = `
  select * from endpoint where workspace_id = $1 and id = $2 and deleted_at is null for no key update`;

const CHANGEABLE = `
  name, url, format, active, event_subscriptions, event_types, encrypted_headers, encrypted_secret, secret_preview,
  previous_encrypted_secret, previous_secret_until, disabled_reason, disabled_at, updated_at`;

export const SAVE = `
  update endpoint
  set (${CHANGEABLE}) = (select ${CHANGEABLE} from jsonb_populate_record(null::endpoint, $1::jsonb))
  where id = ($1::jsonb ->> 'id')::uuid`;

/** Its failures are forgiven, and the deliveries that have waited leave: a sender looks when they are due. */
export const WAKE_QUEUE = `
  update delivery_queue set failing_since = null, due_at = $2 where endpoint_id = $1`;

/** The row stays, so that deliveries on their way find out. Nothing secret does. */
export const MARK_DELETED = `
  update endpoint
  set deleted_at = $3, updated_at = $3, active = false, disabled_reason = null, disabled_at = null,
    encrypted_headers = null, encrypted_secret = null, previous_encrypted_secret = null, previous_secret_until = null
  where workspace_id = $1 and id = $2 and deleted_at is null
  returning id`;

export const DELETE_QUEUE = 'delete from delivery_queue where endpoint_id = $1';

export const DELETE_FIGURES = 'delete from delivery_figure where endpoint_id = $1';

/** Answers nothing for an endpoint that is off already, so that it is told once, or has another address than the one $4. */
export const DISABLE = `
  update endpoint set active = false, disabled_reason = $2, disabled_at = $3, updated_at = $3
  where id = $1 and active and url = $4
  returning workspace_id, name, url`;
