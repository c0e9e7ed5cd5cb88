import { prepared } from '#database';

const SELECT = `
  select id, workspace_id as "workspaceId", name, type, conditions, created_at as "createdAt",
    updated_at as "updatedAt"
  from segment`;

export const INSERT = `
  insert into segment (id, workspace_id, name, conditions, created_at, updated_at, type)
  values ($1, $2, $3, $4, $5, $6, $7)`;

/** Asked with each search that names one. */
export const FIND = prepared(`${SELECT} where workspace_id = $1 and id = any($2::uuid[])`);

export const PAGE = `
  ${SELECT}
  where workspace_id = $1 and ($2::uuid is null or id < $2)
  order by id desc
  limit $3`;

export const UPDATE = 'update segment set name = $2, conditions = $3, updated_at = $4 where id = $1';

export const DELETE = 'delete from segment where workspace_id = $1 and id = $2';

/** $2 is the wire id, as filters have it. */
export const IS_NAMED = `
  select from campaign_plan
  where workspace_id = $1 and status in ('draft', 'active', 'paused') and filter -> 'segment_ids' ? $2
  limit 1`;

/** In the order of the ids: two requests that share contacts wait for each other instead of deadlocking. */
export const ADD_CONTACTS = `
  insert into segment_contact (segment_id, contact_id)
  select $1, id from contact where workspace_id = $2 and id = any($3::uuid[]) and deleted_at is null
  order by id
  on conflict do nothing
  returning contact_id as "contactId"`;

export const REMOVE_CONTACTS =
  'delete from segment_contact where segment_id = $1 and contact_id = any($2::uuid[])';
