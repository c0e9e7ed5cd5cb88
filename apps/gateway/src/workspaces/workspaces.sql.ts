/** A workspace with its tracking domain. */
const COLUMNS = `
  w.id, w.name, w.time_zone, w.footer, w.postal_address, w.version, w.created_at,
  d.domain, d.status, d.problem, d.checked_at`;

export const GET = `
  select ${COLUMNS} from workspace w left join tracking_domain d on d.workspace_id = w.id
  where w.id = $1`;

/** Only the fields that are in \`$2\` change; null is a value. */
export const UPDATE = `
  update workspace set version = version + 1,
    name = case when $2 ? 'name' then $2 ->> 'name' else name end,
    time_zone = case when $2 ? 'time_zone' then $2 ->> 'time_zone' else time_zone end,
    footer = case when $2 ? 'footer' then $2 ->> 'footer' else footer end,
    postal_address = case when $2 ? 'postal_address' then $2 ->> 'postal_address' else postal_address end
  where id = $1`;

export const REMOVE_DOMAIN = 'delete from tracking_domain where workspace_id = $1';

/** The same domain again asks for a check at once, and keeps its state. */
export const PUT_DOMAIN = `
  insert into tracking_domain as d (workspace_id, domain, next_check_at) values ($1, $2, $3)
  on conflict (workspace_id) do update set
    domain = excluded.domain, next_check_at = excluded.next_check_at,
    status = case when d.domain = excluded.domain then d.status else 'pending' end,
    failures = case when d.domain = excluded.domain then d.failures else 0 end,
    problem = case when d.domain = excluded.domain then d.problem end,
    checked_at = case when d.domain = excluded.domain then d.checked_at end`;

/** A replica that dies during its checks leaves them to the others after a minute. */
export const CLAIM_CHECKS = `
  with due as (
    select workspace_id from tracking_domain where next_check_at <= $1
    order by next_check_at limit 20 for update skip locked
  )
  update tracking_domain d set next_check_at = $1 + interval '1 minute' from due
  where d.workspace_id = due.workspace_id
  returning d.workspace_id, d.domain, d.status, d.failures`;

/** Without effect if the domain was replaced meanwhile. */
export const RECORD_CHECK = `
  update tracking_domain set status = $3, failures = $4, problem = $5, checked_at = $6, next_check_at = $7
  where workspace_id = $1 and domain = $2
  returning 1`;

export const BUMP_VERSION = 'update workspace set version = version + 1 where id = $1';

/** A claim that the DNS does not bear out closes no host: anybody could claim the name by which a proxy or a probe asks for this API. */
export const ACTIVE_DOMAINS = `select domain from tracking_domain where status = 'active'`;
