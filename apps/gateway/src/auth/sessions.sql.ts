import { ACCOUNT } from './account.js';

/**
 * Only for the password that was compared. The lock lets a new password or a deactivation, which end the sessions of
 * before, come either earlier or later: a login under way would else outlive them.
 */
export const START = `
  insert into session (id, user_id, token_hash, created_at, last_used_at, address, user_agent)
  select $1::uuid, id, $3::bytea, $4::timestamptz, $4, $5, $6 from app_user
  where id = $2 and password_hash = $7 and deactivated_at is null
  for share
  returning id`;

export const FIND = `
  select ${ACCOUNT}
  from session s
  join app_user u on u.id = s.user_id
  join workspace w on w.id = u.workspace_id
  where s.id = $1 and s.revoked_at is null and u.deactivated_at is null`;

export const ROTATE = `
  with rotated as (
    update session s set token_hash = $3, last_used_at = $4, address = $6, user_agent = $7
    from app_user u
    where s.id = $1 and s.token_hash = $2 and s.revoked_at is null and s.last_used_at > $5
      and u.id = s.user_id and u.deactivated_at is null
    returning s.id, s.user_id
  ), used as (
    insert into used_refresh_token (hash, session_id, used_at) select $2, id, $4 from rotated
  )
  select ${ACCOUNT}
  from rotated
  join app_user u on u.id = rotated.user_id
  join workspace w on w.id = u.workspace_id`;

/** Ends a session whose token was used before. */
export const END_REUSED = `
  with ended as (
    update session s set revoked_at = $3
    where s.id = $1 and s.revoked_at is null
      and exists (select from used_refresh_token t where t.hash = $2 and t.session_id = s.id)
    returning s.user_id
  )
  select ${ACCOUNT}
  from ended
  join app_user u on u.id = ended.user_id
  join workspace w on w.id = u.workspace_id`;

export interface SessionRow {
  readonly id: string;
  readonly created_at: Date;
  readonly last_used_at: Date;
  readonly address: string | null;
  readonly user_agent: string | null;
}

export const LIST = `
  select id, created_at, last_used_at, address, user_agent
  from session
  where user_id = $1 and revoked_at is null and last_used_at > $2 and ($3::uuid is null or id < $3)
  order by id desc
  limit $4`;

export const END = `
  update session set revoked_at = $3
  where id = $1 and user_id = $2 and revoked_at is null
  returning id`;

export const END_ALL = `
  update session set revoked_at = $2
  where user_id = $1 and revoked_at is null and ($3::uuid is null or id <> $3)
  returning id`;
