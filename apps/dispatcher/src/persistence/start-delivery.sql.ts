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
 * No send of the campaign starts after this commit: $1 campaign, $2 workspace, $3 version of the hold, $4 now. An unknown
 * campaign is held in advance, so that the launch event that this hold overtook does not lift it.
 */
export const HOLD = `
insert into campaign_send_state (campaign_id, workspace_id, held, hold_version, wake_at)
values ($1, $2, true, $3, $4)
on conflict (campaign_id) do update
set held = campaign_send_state.held or campaign_send_state.version <= excluded.hold_version,
  hold_version = greatest(campaign_send_state.hold_version, excluded.hold_version)
where campaign_send_state.workspace_id = excluded.workspace_id`;

/** A separate statement after the hold: its snapshot must be younger than the hold's lock. */
export const IN_FLIGHT = `
select count(*)::int as in_flight from send
where campaign_id = $1 and workspace_id = $2 and status = 'sending' and delivery_started_at is not null`;
