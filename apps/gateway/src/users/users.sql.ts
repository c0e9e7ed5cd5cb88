const USER = `
  u.id, u.email, u.name, u.role, u.deactivated_at, u.created_at, u.password_hash is not null as has_password,
  exists (select from totp t where t.user_id = u.id and t.confirmed_at is not null) as totp_enabled`;

export const LIST = `
  select ${USER} from app_user u
  where u.workspace_id = $1 and ($2::uuid is null or u.id < $2)
  order by u.id desc
  limit $3`;

export const GET = `select ${USER} from app_user u where u.workspace_id = $1 and u.id = $2`;

export const FIND_BY_EMAIL = `
  select ${USER} from app_user u where u.workspace_id = $1 and lower(u.email) = lower($2)`;

/** All changes of people in a workspace wait for each other, so that two of them cannot remove the last two owners. */
export const LOCK = 'select from workspace where id = $1 for no key update';

export const COUNT_OTHER_OWNERS = `
  select count(*)::int as owners from app_user
  where workspace_id = $1 and id <> $2
    and role = 'owner' and password_hash is not null and deactivated_at is null`;

export const ADD = `
  insert into app_user (id, workspace_id, email, role, created_at) values ($1, $2, $3, $4, $5)`;

export const UPDATE = `
  update app_user set role = $3, deactivated_at = case when $4 then null else coalesce(deactivated_at, $5) end
  where workspace_id = $1 and id = $2`;
