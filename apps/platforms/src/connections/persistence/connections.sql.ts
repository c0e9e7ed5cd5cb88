/** The columns of a connection in the code: the bucket is for the statement that takes tokens, the hash for that of hooks. */
const COLUMNS = `
  id, workspace_id, client_id, platform, time_zone, encrypted_credentials, encrypted_hook_token, hook_id, status,
  reason_code, reason, checked_at, accounts_synced_at, created_at, updated_at`;

/** $1 the connection, $2 the hash of its hook's token, $3 the first sync. */
export const ADD = `
  insert into connection (${COLUMNS}, hook_token_hash, next_sync_at)
  select ${COLUMNS}, $2, $3 from jsonb_populate_record(null::connection, $1)`;

/** $1 workspace, $2 one connection or null for all. The newest first. */
export const LISTED = `
  select ${COLUMNS},
    (select count(*)::int from platform_account where connection_id = connection.id) as accounts
  from connection
  where workspace_id = $1 and ($2::uuid is null or id = $2)
  order by id desc`;

export const NAMED = `select ${COLUMNS} from connection where id = any($1::uuid[])`;

/** $1 workspace, $2 platform, $3 client or null. The client's own comes before that of the workspace. */
export const SERVING = `
  select ${COLUMNS} from connection
  where workspace_id = $1 and platform = $2 and (client_id is null or client_id = $3)
  order by client_id nulls last
  limit 1`;

export const EXISTS = `
  select from connection where workspace_id = $1 and platform = $2 and client_id is not distinct from $3`;

/** A campaign that begins to use it waits: its row refers to this one. */
export const LOCK_ONE = `
  select id from connection where workspace_id = $1 and id = $2 for update`;

/** A campaign that has not ended uses it. */
export const IN_USE = `
  select from link where workspace_id = $1 and connection_id = $2 and wanted in ('active', 'paused') limit 1`;

/** $3 credentials, $4 now. The accounts are fetched at once: another key may belong to another account there. */
export const SET_CREDENTIALS = `
  update connection
  set encrypted_credentials = $3, status = 'working', reason_code = null, reason = null, next_check_at = null,
    checked_at = $4, next_sync_at = $4, blocked_until = null, hook_id = null, updated_at = $4
  where workspace_id = $1 and id = $2
  returning id`;

/** $2 the credentials that were refused: new ones may be stored by now. $5 now, $6 the next test. */
export const MARK_BROKEN = `
  update connection
  set status = 'broken', reason_code = $3, reason = $4, checked_at = $5, next_check_at = $6, updated_at = $5
  where id = $1 and encrypted_credentials = $2
  returning id`;

/** $2 the credentials that work, $3 now. */
export const MARK_WORKING = `
  update connection
  set checked_at = $3,
    updated_at = case when status = 'working' then updated_at else $3 end,
    next_sync_at = case when status = 'working' then next_sync_at else $3 end,
    status = 'working', reason_code = null, reason = null, next_check_at = null
  where id = $1 and encrypted_credentials = $2`;

/** $3 the hash, $4 the token, $5 now. The hook is registered anew. */
export const SET_HOOK_TOKEN = `
  update connection set hook_token_hash = $3, encrypted_hook_token = $4, hook_id = null, updated_at = $5
  where workspace_id = $1 and id = $2
  returning id`;

export const DELETE = 'delete from connection where workspace_id = $1 and id = $2';

/** Replicas share the broken connections. $1 now, $2 the end of the lease, which is the next test too. */
export const CLAIM_CHECKS = `
  update connection set next_check_at = $2
  where id in (
    select id from connection where next_check_at <= $1 order by next_check_at limit $3 for no key update skip locked
  )
  returning ${COLUMNS}`;

/** Those whose accounts are to be fetched. $1 now, $2 the end of the lease: what fails is tried again then. */
export const CLAIM_SYNCS = `
  update connection set next_sync_at = $2
  where id in (
    select id from connection where status = 'working' and next_sync_at <= $1
    order by next_sync_at limit $3 for no key update skip locked
  )
  returning ${COLUMNS}`;

/** $2 now, $3 the next sync. */
export const MARK_SYNCED = `
  update connection set accounts_synced_at = $2, next_sync_at = $3 where id = $1`;
