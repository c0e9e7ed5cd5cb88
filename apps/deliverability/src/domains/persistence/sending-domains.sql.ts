/** The domain of an account's address, by which its index finds it. */
export const ACCOUNT_DOMAIN = `lower(split_part(account.email, '@', 2))`;

/**
 * $1: the domains of new or changed accounts, to be checked at once. One that is due already is not written again. In one
 * order, so that two transactions do not deadlock.
 */
export const SEE = `
  insert into sending_domain (id, workspace_id, domain, first_seen_at, next_check_at)
  select distinct on (workspace_id, domain) *
  from jsonb_to_recordset($1) as seen (id uuid, workspace_id uuid, domain text, first_seen_at timestamptz, next_check_at timestamptz)
  order by workspace_id, domain, first_seen_at
  on conflict (workspace_id, domain) do update
  set first_seen_at = least(sending_domain.first_seen_at, excluded.first_seen_at),
    next_check_at = least(sending_domain.next_check_at, excluded.next_check_at)
  where sending_domain.first_seen_at > excluded.first_seen_at
    or sending_domain.next_check_at > excluded.next_check_at`;

/** $1 now. Domains of accounts that a version without this table has added, or had before an upgrade. */
export const ADD_MISSING = `
  insert into sending_domain (id, workspace_id, domain, first_seen_at, next_check_at)
  select uuid_v7(), account.workspace_id, ${ACCOUNT_DOMAIN},
    min(least(account.created_at, account.warmup_started_at)), $1
  from sending_account account
  where account.deleted_at is null and not exists (
    select from sending_domain
    where sending_domain.workspace_id = account.workspace_id and sending_domain.domain = ${ACCOUNT_DOMAIN}
  )
  group by account.workspace_id, ${ACCOUNT_DOMAIN}
  on conflict do nothing`;

/** How many accounts of the workspace send from the domain. */
const ACCOUNTS = `
  (select count(*)::int from sending_account account
   where account.workspace_id = sending_domain.workspace_id and ${ACCOUNT_DOMAIN} = sending_domain.domain
     and account.deleted_at is null)`;

/**
 * $1 now, $2 the time at which an unfinished check is due again, $3 how many. Skips the domains that another replica is
 * claiming.
 */
export const CLAIM_DUE = `
  update sending_domain set next_check_at = $2
  where id in (
    select id from sending_domain where next_check_at <= $1
    order by next_check_at limit $3
    for no key update skip locked
  )
  returning *, 0 as accounts`;

export const PAGE = `
  select *, ${ACCOUNTS} as accounts from sending_domain
  where workspace_id = $1 and ($2::uuid is null or id < $2) and ${ACCOUNTS} > 0
  order by id desc
  limit $3`;

/** $1 workspace, $2 domains. */
export const NAMED = `
  select *, ${ACCOUNTS} as accounts from sending_domain where workspace_id = $1 and domain = any($2)`;
