/** $1 connection, $2 the accounts, $3 when the sync began. A sync that began earlier and ends later takes nothing back. */
export const SEE = `
  insert into platform_account (connection_id, email, external_id, sending_account_id, active, seen_at)
  select $1, email, external_id, sending_account_id, active, $3
  from jsonb_to_recordset($2) as seen (email text, external_id text, sending_account_id uuid, active boolean)
  on conflict (connection_id, email) do update
  set external_id = excluded.external_id, sending_account_id = excluded.sending_account_id,
    active = excluded.active, seen_at = greatest(platform_account.seen_at, excluded.seen_at)`;

/** $2 those that were seen since then are there. */
export const GONE = `
  select email from platform_account where connection_id = $1 and seen_at < $2 order by email limit $3`;

export const FORGET = `
  delete from platform_account where connection_id = $1 and email = any($2) and seen_at < $3`;

/** The connections that a sending account came with, of its workspace. */
export const CONNECTION_OF = `
  select connection_id from platform_account
  join connection on connection.id = connection_id
  where workspace_id = $1 and sending_account_id = $2
  limit 1`;

/** $1 connection, $2 addresses in lower case. */
export const ACTIVE = `
  select email, external_id from platform_account where connection_id = $1 and email = any($2::text[]) and active`;
