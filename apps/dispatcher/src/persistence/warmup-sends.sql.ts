import { dailyCeiling, dayResetsAt, dayStart, sentToday } from './day.sql.js';
import { COOLDOWN } from './delivery-attempts.sql.js';
import { DEAD_AFTER } from './instances.js';

/**
 * The parts of an account's daily limit and of the ceiling of its stage that warmup may use, whatever the ramp of a warmup
 * says: the rest is left to campaigns. The ceiling of a young account is there for its warmup first: with half of it, an
 * account of stage 2 could not follow the usual ramp, and would reach stage 3 days later.
 */
const SHARE_OF_LIMIT = '0.5';
const SHARE_OF_CEILING = '0.8';
/** The shortest time between two messages of an account, as between those of a campaign with smart time gaps. */
const GAP = `interval '65 seconds'`;
/** An account that cannot send at all, and a campaign that is held or not known yet, are looked at again after this. */
const PATIENCE = `interval '1 minute'`;

const warmupToday = `case when a.warmup_resets_at <= $1 then 0 else a.warmup_today end`;

/**
 * Takes a warmup message, unless it is known: $1 now, $2 this instance, $3 its id, $4 campaign, $5 workspace, $6 account,
 * $7 when it fell due. The account's row is locked, which reads it again before its counters are used. Real mail and
 * warmup raise the same counter, so that neither gets past the limit of the account.
 */
export const TAKE = `
with account as materialized (
  select a.*, ${sentToday('a', '$1')} as used, ${warmupToday} as warmup_used,
    ${dailyCeiling('a')} as ceiling,
    ceil(least(a.daily_limit * ${SHARE_OF_LIMIT}, a.ramp_limit * ${SHARE_OF_CEILING}))::int as warmup_limit
  from account_state a where a.account_id = $6 and a.workspace_id = $5
  for update
), lost as (
  select from lost_time where $7::timestamptz between starts_at and ends_at limit 1
), allowed as (
  select account.* from account
  join campaign_send_state state on state.campaign_id = $4 and state.workspace_id = $5 and not state.held
  where account.active and not account.deleted and account.used < account.ceiling
    and account.warmup_used < account.warmup_limit and account.cooldown_until <= $1 and account.rests_until <= $1
    and account.next_at <= $1 and not exists (select from lost)
), taken as (
  insert into warmup_send (id, workspace_id, campaign_id, account_id, status, claimed_by, claimed_at, updated_at)
  select $3, $5, $4, $6, 'sending', $2, $1::timestamptz, $1::timestamptz from allowed
  on conflict (id) do nothing
  returning id
), counted as (
  update account_state a
  set sent_today = ${sentToday('a', '$1')} + 1, day_resets_at = ${dayResetsAt('a', '$1')},
    warmup_today = ${warmupToday} + 1, warmup_resets_at = ${dayResetsAt('a', '$1')},
    next_at = $1::timestamptz + ${GAP}
  where a.account_id = $6 and exists (select from taken)
)
select exists (select from taken) as taken,
  exists (select from warmup_send where id = $3) as known,
  exists (select from lost) as lost,
  greatest($1::timestamptz + interval '1 second', coalesce((
    select greatest(
      nullif(greatest(cooldown_until, rests_until, next_at), '-infinity'),
      case when used >= ceiling or warmup_used >= warmup_limit then ${dayResetsAt('account', '$1')} end,
      case when not active or deleted then $1::timestamptz + ${PATIENCE} end,
      case when not exists (
        select from campaign_send_state state where state.campaign_id = $4 and state.workspace_id = $5 and not state.held
      ) then $1::timestamptz + ${PATIENCE} end
    ) from account), $1::timestamptz + ${PATIENCE})) as retry_at`;

/**
 * Marks the start of delivery before the first byte leaves: $1 now, $2 this instance, $3 the message, $4 its Message-ID. The
 * share lock orders it against a hold, as for sends.
 */
export const START = `
with open_campaign as materialized (
  select state.campaign_id from campaign_send_state state
  where state.campaign_id = (select campaign_id from warmup_send where id = $3) and not state.held
  for share
)
update warmup_send w set delivery_started_at = $1, message_id = $4, updated_at = $1
from open_campaign
where w.id = $3 and w.campaign_id = open_campaign.campaign_id and w.status = 'sending' and w.claimed_by = $2
  and w.delivery_started_at is null
returning w.id`;

/**
 * Records an outcome: $1 now, $2 the instance that took it, $3 the message, $4 status, $5 to $7 the error, $8 whether nothing
 * left, $9 whether the account gets a cooldown. A counter is lowered only on the day on which it was raised.
 */
export const RECORD = `
with mine as materialized (
  select id, account_id, claimed_at, status from warmup_send
  where id = $3 and claimed_by = $2 and (status = 'sending' or (status = 'indeterminate' and $4 in ('sent', 'bounced', 'failed')))
  for update
), settled as (
  update warmup_send w set status = $4, error_code = $5, smtp_code = $6, error_message = $7, updated_at = $1
  from mine where w.id = mine.id
  returning w.id
), back as (
  update account_state a
  set sent_today = greatest(0, a.sent_today - 1), warmup_today = greatest(0, a.warmup_today - 1),
    cooldown_until = case when $9 then greatest(a.cooldown_until, $1::timestamptz + ${COOLDOWN}) else a.cooldown_until end
  from mine
  where $8 and mine.status = 'sending' and a.account_id = mine.account_id and mine.claimed_at >= ${dayStart('a', '$1')}
)
select id from settled`;

/** Messages that dead processes were delivering, up to 100. */
export const ABANDONED = `
select w.id, w.workspace_id, w.campaign_id, w.account_id, w.claimed_by, w.delivery_started_at is not null as started
from warmup_send w
where w.status = 'sending' and not exists (
  select from dispatcher_instance i where i.id = w.claimed_by and i.seen_at > clock_timestamp() - ${DEAD_AFTER}
)
order by w.id limit 100
for update of w skip locked`;
