const FOUND = `
  s.id, s.workspace_id, s.campaign_id, s.enrollment_id, s.contact_id, s.email, s.step_id, s.step_number, s.variant,
  s.account_id, s.status, s.message_id, s.subject, s.sent_at`;

/** The index `send_to_address` has the same condition. */
const HAS_LEFT = `s.status in ('sent', 'bounced', 'indeterminate')`;

/** Its first byte may have left, and its outcome is not recorded yet. */
const IS_LEAVING = `s.status = 'sending' and s.delivery_started_at is not null`;

/** A message that bounced after it had left, and waits for another try. */
const HAD_LEFT = `s.status <> 'sending' and s.bounce_reported_at is not null`;

/** The sends $1 that left, or may have left. */
export const BY_ID = `
select ${FOUND} from send s
where s.id = any ($1::uuid[]) and s.account_id is not null and (${HAS_LEFT} or ${IS_LEAVING} or ${HAD_LEFT})`;

/**
 * The latest message of each account $1 to each address $2 since $3, element by element; `place` begins with 1. An account
 * belongs to one workspace. The messages that are leaving are those in hand, a few thousand at most, so that they are
 * gone through once and have no index of their own: a claim would have to write it too.
 */
export const BY_ADDRESS = `
with leaving as materialized (
  select ${FOUND}, s.delivery_started_at as left_at from send s where ${IS_LEAVING}
)
select query.place::int, found.*
from unnest($1::uuid[], $2::text[], $3::timestamptz[]) with ordinality as query (account_id, email, since, place)
cross join lateral (
  select * from (
    select ${FOUND}, coalesce(s.sent_at, s.delivery_started_at, s.bounced_at) as left_at from send s
    where s.account_id = query.account_id and lower(s.email) = lower(query.email) and ${HAS_LEFT}
    union all
    select * from leaving where leaving.account_id = query.account_id and lower(leaving.email) = lower(query.email)
  ) message
  where left_at >= query.since
  order by left_at desc, id desc
  limit 1
) found`;
