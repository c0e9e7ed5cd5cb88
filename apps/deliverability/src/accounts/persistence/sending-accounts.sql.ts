export const ADD = `
  insert into sending_account select * from jsonb_populate_record(null::sending_account, $1)`;

const CHANGEABLE = `
  version, display_name, provider, status, status_reason, refused_by, login_version,
  smtp_host, smtp_port, smtp_secure, smtp_require_tls, smtp_user, smtp_encrypted_password,
  imap_host, imap_port, imap_secure, imap_require_tls, imap_user, imap_encrypted_password,
  oauth_client_id, oauth_encrypted_client_secret, oauth_encrypted_refresh_token, oauth_token_url, oauth_scope,
  daily_send_limit, ramp_limit, time_zone, warmup_started_at, cumulative_sends, reputation, imported_started_at, imported_sends,
  start_reputation, reputation_reported_at, spf, dkim, dmarc, dkim_selectors,
  health_score, scored_at, watch_since, tolerated_failures, updated_at, deleted_at`;

export const SAVE = `
  update sending_account
  set (${CHANGEABLE}) = (select ${CHANGEABLE} from jsonb_populate_record(null::sending_account, $1::jsonb))
  where id = ($1::jsonb ->> 'id')::uuid`;

/** $1: new accounts as a JSON array. */
export const ADD_ALL = `
  insert into sending_account select * from jsonb_populate_recordset(null::sending_account, $1)`;

/** $1: changed accounts as a JSON array, locked by this transaction. */
export const SAVE_ALL = `
  update sending_account account
  set (${CHANGEABLE}) = (select ${CHANGEABLE} from jsonb_populate_record(null::sending_account, changed))
  from jsonb_array_elements($1::jsonb) as changed
  where account.id = (changed ->> 'id')::uuid`;

/** $1 workspace, $2 addresses in lower case. */
export const LOCK_BY_EMAIL = `
  select * from sending_account
  where workspace_id = $1 and lower(email) = any($2) and deleted_at is null
  order by id for no key update`;

/** One sync of a workspace at a time: two that bring the same new address would both add it. */
export const LOCK_SYNC = `
  select pg_advisory_xact_lock(hashtextextended('platform accounts of ' || $1::text, 0))`;

export const PAGE = `
  select * from sending_account
  where workspace_id = $1 and deleted_at is null and ($2::uuid is null or id < $2)
    and ($3::text[] is null or status = any($3)) and ($5::text[] is null or provider = any($5))
    and ($6::text is null or strpos(lower(email), lower($6)) > 0 or strpos(lower(display_name), lower($6)) > 0)
  order by id desc
  limit $4`;

export const NAMED = `
  select * from sending_account where workspace_id = $1 and id = any($2::uuid[]) and deleted_at is null`;

export const OF_ANY_WORKSPACE = `
  select * from sending_account where id = any($1::uuid[]) and deleted_at is null`;

export const LOCK_ONE = `
  select * from sending_account where workspace_id = $1 and id = $2 and deleted_at is null for no key update`;

/**
 * $1 accounts, $2 workspaces, element by element: locks the accounts that are of the workspace named with them, and
 * answers them. An event about an account of another workspace has no effect.
 */
export const LOCK_OWN = `
  select id, workspace_id from sending_account
  where (id, workspace_id) in (select * from unnest($1::uuid[], $2::uuid[]))
  order by id for no key update`;

/** $1: the rests. A rest that is known to last longer stands, so that events may come twice and in any order. */
export const MARK_RESTING = `
  update sending_account account
  set rests_until = rest.until, rest_reason = rest.reason
  from (
    select distinct on (account_id) * from jsonb_to_recordset($1) as r (account_id uuid, until timestamptz, reason text)
    order by account_id, until desc
  ) as rest
  where account.id = rest.account_id and (account.rests_until is null or account.rests_until < rest.until)`;

/** Tokens of a login that is not the account's any more. */
export const FORGET_TOKEN = 'delete from access_token where account_id = $1';
