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
), open_pace as materialized (
  select p.campaign_id from campaign_pace p
  where p.campaign_id in (select campaign_id from message) and not p.held and p.open_from <= $1 and $1 < p.open_until
  order by p.campaign_id
  for share
)
update send s
set handover_at = $1, message_id = m.message_id, subject = m.subject, variant = m.variant, email = m.email,
  updated_at = $1
from message m join open_pace using (campaign_id)
where s.id = m.id and s.status = 'sending' and s.claim_id = m.claim_id and s.claimed_by = $2 and s.handover_at is null
returning s.id`;

/**
 * No send of the campaign starts after this commit: $1 campaign, $2 workspace, $3 version of the hold, $4 now. An unknown
 * campaign is held in advance, so that the launch event that this hold overtook does not lift it.
 */
export const HOLD = `
insert into campaign_pace (campaign_id, workspace_id, held, hold_version, wake_at)
values ($1, $2, true, $3, $4)
on conflict (campaign_id) do update
set held = campaign_pace.held or campaign_pace.version <= excluded.hold_version,
  hold_version = greatest(campaign_pace.hold_version, excluded.hold_version)
where campaign_pace.workspace_id = excluded.workspace_id`;

/** A separate statement after the hold: its snapshot must be younger than the hold's lock. */
export const IN_FLIGHT = `
select count(*)::int as in_flight from send
where campaign_id = $1 and workspace_id = $2 and status = 'sending' and handover_at is not null`;
