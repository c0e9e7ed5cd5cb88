/** A process that renewed its leases this long ago is dead: four beats. */
const LEASE_MS = 20_000;
const LEASE = `interval '${LEASE_MS} milliseconds'`;

/** The launch, a resume, a pause or the end: what was wanted before is over, and so is what waited for a person. */
const TURNED = '(excluded.wanted, excluded.active_since) is distinct from (link.wanted, link.active_since)';

/**
 * Stores campaigns that are newer than the stored ones: $1 now, $2 the campaigns. From the commit on no push of one that is
 * not active starts, since the statement that marks a push locks the link.
 */
export const STORE_CAMPAIGNS = `
insert into link (campaign_id, workspace_id, platform, version, campaign, steps, sending_account_ids, wanted, active_since, held,
  next_attempt_at, updated_at)
select campaign_id, workspace_id, platform, version, campaign, steps, sending_account_ids, wanted, active_since,
  wanted <> 'active', $1, $1
from jsonb_to_recordset($2::jsonb) as c (campaign_id uuid, workspace_id uuid, platform text, version int, campaign jsonb,
  steps jsonb, sending_account_ids uuid[], wanted text, active_since timestamptz)
order by campaign_id
on conflict (campaign_id) do update
set version = excluded.version, campaign = excluded.campaign, steps = excluded.steps,
  sending_account_ids = excluded.sending_account_ids, wanted = excluded.wanted, active_since = excluded.active_since,
  held = excluded.held or (not ${TURNED} and link.waits_for is not null),
  waits_for = case when not ${TURNED} then link.waits_for end,
  error_code = case when not ${TURNED} and link.waits_for is not null then link.error_code end,
  error_message = case when not ${TURNED} and link.waits_for is not null then link.error_message end,
  confirmed = not ${TURNED} and link.confirmed and excluded.wanted <> 'active',
  attempts = 0, next_attempt_at = $1, updated_at = $1
where link.version < excluded.version and link.workspace_id = excluded.workspace_id`;

const TAKE = `
update link set leased_by = $2, leased_until = $1::timestamptz + ${LEASE}, accounts_changed = false
from due where link.campaign_id = due.campaign_id
returning link.*`;

const IS_FREE = '(l.leased_until is null or l.leased_until < $1)';

/** Takes up links that are not as they should be, or whose accounts are not: $1 now, $2 the process, $3 at most so many. */
export const CLAIM_DUE = `
with due as (
  select l.campaign_id from link l
  where l.next_attempt_at <= $1 and (not l.confirmed or l.accounts_changed) and ${IS_FREE}
  order by l.next_attempt_at limit $3
  for update of l skip locked
)
${TAKE}`;

/**
 * Takes up links that are as they should be, for a look; parameters as above. One of each connection, whose bucket was not used
 * for a second, or ten minutes late: looks leave the tokens to pushes and commands.
 */
export const CLAIM_LOOKS = `
with due as (
  select l.campaign_id from link l
  where l.campaign_id in (
      select distinct on (l.connection_id) l.campaign_id
      from link l left join connection c on c.id = l.connection_id
      where l.next_attempt_at <= $1 and l.confirmed and ${IS_FREE}
        and (c.id is null or l.next_attempt_at <= $1::timestamptz - interval '10 minutes'
          or (c.refilled_at < $1::timestamptz - interval '1 second' and coalesce(c.blocked_until < $1, true)))
      order by l.connection_id, l.next_attempt_at
    ) and ${IS_FREE}
  limit $3
  for update of l skip locked
)
${TAKE}`;

/** Takes up one link where nobody has it: $1 now, $2 the process, $3 campaign. */
export const CLAIM_ONE = `
update link set leased_by = $2, leased_until = $1::timestamptz + ${LEASE}, accounts_changed = false
where campaign_id = $3 and (leased_until is null or leased_until < $1)
returning *`;

/** Renews all leases of the process $2 at $1. */
export const BEAT = `update link set leased_until = $1::timestamptz + ${LEASE} where leased_by = $2`;

/** The link $2 as long as the process $1 has it. */
export const LOCK_OWN = 'select * from link where campaign_id = $2 and leased_by = $1 for update';

const CHANGED = `connection_id, waits_for, platform_campaign_id, create_started_at, mirrored_version, mirrored_plan, read_back,
  observed, confirmed, confirmed_at, drift, error_code, error_message, attempts, next_attempt_at`;

/** $1 the changed columns, $2 campaign, $3 its state, $4 the version of the state, $5 now. */
export const CHANGE = `
update link set (${CHANGED}) = (select ${CHANGED} from jsonb_populate_record(null::link, $1::jsonb)),
  held = wanted <> 'active' or $1::jsonb ->> 'waits_for' is not null,
  state = $3::jsonb, state_version = $4, updated_at = $5
where campaign_id = $2
returning *`;

/** $1 campaign. */
export const RELEASE = 'update link set leased_by = null, leased_until = null where campaign_id = $1';

/** At the end of the process $1. */
export const RELEASE_ALL = 'update link set leased_by = null, leased_until = null where leased_by = $1';

/**
 * Wakes the links whose accounts differ from those that were mirrored: $1 now, $2 accounts as they are. Figures of an account
 * change often; only one that comes to send for a campaign, or ceases to, is news for its platform. A run that goes on may
 * have told the platform others than those that are stored.
 */
export const WAKE_FOR_ACCOUNTS = `
update link set accounts_changed = true, next_attempt_at = $1
from jsonb_to_recordset($2::jsonb) as a (account_id uuid, email text, active boolean, health_score int)
where link.wanted = 'active' and link.sending_account_ids @> array[a.account_id]
  and (
    link.leased_until > $1 or link.error_code = 'no_account_on_platform'
    or (link.mirrored_plan -> 'accounts' @> jsonb_build_array(jsonb_build_object('email', a.email))) is distinct from (
      a.active and a.health_score >= (link.campaign ->> 'min_health_score')::int
      and exists (
        select from platform_account p where p.connection_id = link.connection_id and p.email = a.email and p.active
      )
    )
  )`;

/** $1 campaign, $2 workspace. */
export const BY_CAMPAIGN = 'select * from link where campaign_id = $1 and workspace_id = $2';
