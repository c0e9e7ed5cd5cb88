/** Stores the newest version of each account: $1 the accounts. A new version is tried at once. */
export const STORE_MAILBOXES = `
insert into mailbox (account_id, workspace_id, version, is_read, warms_up)
select account_id, workspace_id, version, is_read, warms_up
from jsonb_to_recordset($1::jsonb) as a (account_id uuid, workspace_id uuid, version int, is_read boolean, warms_up boolean)
order by account_id
on conflict (account_id) do update
set version = excluded.version, is_read = excluded.is_read, warms_up = excluded.warms_up, failures = 0, next_try_at = '-infinity'
where mailbox.version < excluded.version and mailbox.workspace_id = excluded.workspace_id`;

/** The mailboxes $2 that the process $1 holds. */
export const LOAD_HELD = `
select account_id, workspace_id, version, refused_at is not null as is_refused, source, uid_validity, last_uid, read_until
from mailbox
where account_id = any ($2::uuid[]) and leased_by = $1 and is_read`;

/**
 * Moves the cursor of the mailbox $2 to $3…$6, if the process $1 still holds it. Another one that has taken it over reads
 * from its own cursor.
 */
export const MOVE_CURSOR = `
update mailbox set source = $3, uid_validity = $4, last_uid = $5, read_until = $6
where account_id = $2 and leased_by = $1
returning account_id`;

/** The mailbox $2 of the process $1 is tried again at $4, after $3 failures. */
export const RECORD_FAILURE = `
update mailbox set failures = $3, next_try_at = $4 where account_id = $2 and leased_by = $1 and version <= $5`;

/**
 * The login of the mailbox $2 was refused with the version $3, at $4. Returns the workspace, and whether others have to be
 * told: once for each version and day.
 */
export const RECORD_REFUSAL = `
with before as (
  select account_id, refused_at is null or refused_version <> $3 or refused_at <= $4::timestamptz - interval '1 day' as is_news
  from mailbox where account_id = $2 and leased_by = $1 for update
)
update mailbox set
  refused_version = $3,
  refused_at = case when is_news then $4 else refused_at end
from before where mailbox.account_id = before.account_id
returning workspace_id, is_news`;

/** The login of the mailbox $2 works again. Returns its workspace if it was refused before. */
export const RECORD_OPENED = `
update mailbox set refused_version = null, refused_at = null
where account_id = $2 and leased_by = $1 and refused_at is not null
returning workspace_id`;
