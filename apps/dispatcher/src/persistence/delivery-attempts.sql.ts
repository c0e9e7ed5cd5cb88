import { dailyCeiling, dayStart } from './day.sql.js';

/**
 * Marks the start of delivery before the first byte leaves, and returns the sends that may leave. $1 now, $2 this
 * instance, $3 the messages.
 *
 * The share lock on the campaign's row orders this statement against a hold, which updates the row. Either the hold waits
 * and then counts these sends as in flight, or this statement waits and then reads a held campaign, and nothing starts.
 * The conditions on the send refuse one that the reaper took back meanwhile.
 */
export const START = `
with message as (
  select * from jsonb_to_recordset($3::jsonb)
    as m (id uuid, claim_id uuid, campaign_id uuid, message_id text, subject text, variant text,
      email text)
), open_campaign as materialized (
  select state.campaign_id from campaign_send_state state
  where state.campaign_id in (select campaign_id from message) and not state.held and state.open_from <= $1 and $1 < state.open_until
  order by state.campaign_id
  for share
)
update send s
set delivery_started_at = $1, message_id = m.message_id, subject = m.subject, variant = m.variant, email = m.email,
  updated_at = $1
from message m join open_campaign using (campaign_id)
where s.id = m.id and s.status = 'sending' and s.claim_id = m.claim_id and s.claimed_by = $2 and s.delivery_started_at is null
returning s.id`;

/**
 * The cooldown of an account whose server could not be reached. Its failed attempts do not count against its limits, so
 * it is the least used account and the first choice: without a cooldown, one such account of five got 680 of 1,000
 * sends, and they failed after their last try.
 */
export const COOLDOWN = `interval '1 minute'`;

/**
 * A deferred or canceled send skips the smart time gap that its claim started: otherwise a backlog of contacts with closed
 * windows, or of contacts of a company that has replied, would use up a gap each. It does so only while that gap cannot be
 * over, which takes 65 seconds at least: no other claim has used the account since, so the gap is not one of another message.
 */
const STILL_ITS_GAP = `interval '30 seconds'`;

/**
 * Records the outcomes of claimed sends and gives back reserved limits: $1 now, $2 the outcomes. Returns the ids of the
 * sends that still belonged to their claim.
 *
 * A late outcome of the claiming process replaces the indeterminate one of the reaper: a process that was only frozen
 * knows the reply of the server. A counter is lowered only on the day on which it was raised.
 *
 * Locks are taken in the order sends, accounts, campaigns, each by id; `skip locked` in the claim needs no order.
 */
export const RECORD_OUTCOMES = `
with result as (
  select * from jsonb_to_recordset($2::jsonb) as r (
    id uuid, claim_id uuid, claimed_by uuid, status text, at timestamptz, due_at timestamptz, closes_at timestamptz,
    tries int, error_code text, smtp_code int, error_message text, gives_back boolean, unassigns_account boolean,
    starts_cooldown boolean, skips_gap boolean)
), mine as materialized (
  select s.id, s.account_id, s.campaign_id, s.claimed_at, s.status as before, r.status as after,
    r.gives_back and s.status = 'sending' as gives_back, r.starts_cooldown,
    r.skips_gap and s.claimed_at > $1::timestamptz - ${STILL_ITS_GAP} as skips_gap, coalesce(r.due_at, s.due_at) as due_at
  from send s join result r on r.id = s.id
  where s.claim_id = r.claim_id and s.claimed_by = r.claimed_by
    and (s.status = 'sending' or (s.status = 'indeterminate' and r.status in ('sent', 'bounced', 'failed')))
  order by s.id
  for update of s
), settled as (
  update send s
  set status = r.status, attempts = s.attempts + r.tries, due_at = mine.due_at, updated_at = $1,
    closes_at = coalesce(r.closes_at, s.closes_at),
    sent_at = case when r.status = 'sent' then r.at end,
    bounced_at = case when r.status = 'bounced' then r.at end,
    error_code = r.error_code, smtp_code = r.smtp_code, error_message = r.error_message,
    account_id = case when r.unassigns_account and s.step_number = 1 then null
      -- The account may have left the campaign meanwhile: nothing would ever send from it.
      when r.status = 'scheduled' and not exists (
        select from campaign_account c where c.campaign_id = s.campaign_id and c.account_id = s.account_id
      ) then null
      else s.account_id end,
    claim_id = case when r.status <> 'scheduled' then s.claim_id end,
    claimed_by = case when r.status <> 'scheduled' then s.claimed_by end,
    claimed_at = case when r.status <> 'scheduled' then s.claimed_at end,
    delivery_started_at = case when r.status <> 'scheduled' then s.delivery_started_at end
  from mine join result r using (id)
  where s.id = mine.id and s.status = mine.before
  returning s.id
), locked_account as materialized (
  select a.account_id, ${dayStart('a', '$1')} as day_start, a.sent_today >= ${dailyCeiling('a')} as used_up from account_state a
  where a.account_id in (select account_id from mine where gives_back)
  order by a.account_id for update
), regained as materialized (
  select account_id, count(*) filter (where claimed_at >= day_start)::int as n, bool_or(starts_cooldown) as starts_cooldown,
    bool_or(skips_gap and smart_time_gaps) as skips_gap, bool_or(used_up) as used_up
  from mine join locked_account using (account_id) join campaign_send_state using (campaign_id)
  where gives_back group by account_id
), account_back as (
  update account_state a
  set sent_today = greatest(0, a.sent_today - back.n),
    cooldown_until = case when back.starts_cooldown then greatest(a.cooldown_until, $1::timestamptz + ${COOLDOWN}) else a.cooldown_until end,
    next_at = case when back.skips_gap then least(a.next_at, $1) else a.next_at end
  from regained back
  where a.account_id = back.account_id
), free_again as materialized (
  -- All campaigns of an account may sleep until tomorrow, or until its gap is over.
  select distinct c.campaign_id from regained r join campaign_account c using (account_id)
  where r.skips_gap or (r.used_up and r.n > 0)
), locked_campaign as materialized (
  select state.campaign_id, ${dayStart('state', '$1')} as day_start from campaign_send_state state
  where (state.campaign_id in (select campaign_id from mine where gives_back or after = 'scheduled')
      or state.campaign_id in (select campaign_id from free_again))
    and (select count(*) from locked_account) >= 0 -- after the accounts
  order by state.campaign_id for update
), campaign_back as (
  update campaign_send_state state
  set sent_today = greatest(0, state.sent_today - back.n), schedule_version = state.schedule_version + 1,
    -- The campaign may sleep until tomorrow at a limit that has room again.
    wake_at = least(state.wake_at, back.due_at, case when back.free_again or back.n > 0 then $1 end)
  from (
    select campaign_id, count(*) filter (where gives_back and claimed_at >= day_start)::int as n,
      min(due_at) filter (where after = 'scheduled') as due_at,
      campaign_id in (select campaign_id from free_again) as free_again
    from locked_campaign left join mine using (campaign_id) group by campaign_id
  ) back
  where state.campaign_id = back.campaign_id
)
select id from settled`;
