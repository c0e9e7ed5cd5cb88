import { named } from '#database';

/**
 * $1: hooks, $2 now. Stores those whose token is known, and answers their numbers. A repeated body is known already. The
 * secret counts from the first hook that has it on: whether a platform sends it is seen by that alone.
 */
export const RECEIVE = named(`
with given as (
  select * from json_to_recordset($1::json) as h (n int, platform text, token_hash text, secret_hash text,
    received_at timestamptz, content_type text, body text)
), known as (
  select given.*, c.id as connection_id, c.workspace_id, r.secret_seen_at,
    r.secret_hash = decode(given.secret_hash, 'hex') as has_secret
  from given
  join connection c on c.hook_token_hash = decode(given.token_hash, 'hex') and c.platform = given.platform
  left join hook_registration r on r.connection_id = c.id and r.token_hash = c.hook_token_hash
  where c.workspace_id not in (select id from deleted_workspace)
), accepted as (
  select * from known where secret_seen_at is null or has_secret
), seen as (
  update hook_registration set secret_seen_at = $2
  where connection_id in (select connection_id from accepted where has_secret and secret_seen_at is null)
), stored as (
  insert into hook (workspace_id, connection_id, body_hash, content_type, body, received_at, next_attempt_at)
  select workspace_id, connection_id, body_hash, content_type, body, received_at, $2
  from (select *, sha256(convert_to(body, 'UTF8')) as body_hash from accepted) as a
  order by connection_id, body_hash
  on conflict (connection_id, body_hash) do nothing
)
select n from accepted`);

const WAITING = `
select h.id, h.workspace_id, h.connection_id, c.platform, h.content_type, h.body, h.received_at, h.attempts
from hook h join connection c on c.id = h.connection_id`;

/** $1 now, $2 how many. Those of other replicas are passed over. */
export const CLAIM = named(`${WAITING}
where h.next_attempt_at <= $1
order by h.next_attempt_at
limit $2
for update of h skip locked`);

/** $1: a hook. */
export const CLAIM_ONE = `${WAITING} where h.id = $1 and h.next_attempt_at is not null for update of h skip locked`;

/** $1 now, $2 how many. */
export const DUE = 'select id from hook where next_attempt_at <= $1 order by next_attempt_at limit $2';

/** $1 connection, $2 received, $3 media type, $4 body, $5 now. Also one that was handled. */
export const RECEIVE_AGAIN = `
insert into hook as h (workspace_id, connection_id, body_hash, content_type, body, received_at, next_attempt_at)
select workspace_id, id, sha256(convert_to($4, 'UTF8')), $3, $4, $2, $5 from connection where id = $1
on conflict (connection_id, body_hash) do update
set body = excluded.body, received_at = excluded.received_at, next_attempt_at = excluded.next_attempt_at, handled_at = null
returning id`;

/** $1: hooks that were looked at, $2 now. Without a next attempt they are handled. */
export const SETTLE = `
update hook h set
  attempts = attempts + 1,
  next_attempt_at = s.next_attempt_at,
  handled_at = case when s.next_attempt_at is null then $2::timestamptz end,
  body = case when s.next_attempt_at is not null then body end
from jsonb_to_recordset($1::jsonb) as s (id uuid, next_attempt_at timestamptz)
where h.id = s.id`;
