/** $1 accounts, $2 now, $3 valid after, $4 fetched after. */
export const STATES = `
  select account_id,
    case when expires_at > $3 and fetched_at > $4 then encrypted_token end as token,
    fetching_until > $2 as is_fetched
  from access_token where account_id = any($1::uuid[])`;

/** $1 accounts, $2 their workspaces, $3 now, $4 the end of the claims. In one order, so that two claims do not deadlock. */
export const CLAIM = `
  insert into access_token (account_id, workspace_id, fetching_until)
  select account_id, workspace_id, $4
  from unnest($1::uuid[], $2::uuid[]) as claimed (account_id, workspace_id)
  order by account_id
  on conflict (account_id) do update set fetching_until = excluded.fetching_until
  where access_token.fetching_until <= $3
  returning account_id`;

export const RELEASE = 'update access_token set fetching_until = $2 where account_id = $1';

export const LOCK_OWNER = `
  select * from sending_account where id = $1 and deleted_at is null for no key update`;

/** The row may be gone: a changed login takes it away, also while the token of the new one is fetched. */
export const STORE = `
  insert into access_token (account_id, workspace_id, encrypted_token, fetched_at, expires_at, fetching_until)
  values ($1, $2, $3, $4, $5, $4)
  on conflict (account_id) do update
  set encrypted_token = excluded.encrypted_token, fetched_at = excluded.fetched_at,
    expires_at = excluded.expires_at, fetching_until = excluded.fetching_until`;

export const ROTATE = 'update sending_account set oauth_encrypted_refresh_token = $2 where id = $1';
