/** A process that was not seen for this long is dead: three beats. */
const DEAD_AFTER = `interval '15 seconds'`;

/**
 * Stores a beat of $1 and returns whether the beat before came in time. After an outage of the database every process
 * looks dead: a process that reaped at its first beat would take the sends of others that are about to beat as well.
 */
export const BEAT = `
with before as (
  select seen_at > clock_timestamp() - ${DEAD_AFTER} as in_time from dispatcher_instance where id = $1
)
insert into dispatcher_instance (id, seen_at) values ($1, clock_timestamp())
on conflict (id) do update set seen_at = clock_timestamp()
returning coalesce((select in_time from before), false) as steady`;

export const LEAVE = 'delete from dispatcher_instance where id = $1';

/** Deletes dead processes without claimed sends. */
export const FORGET_DEAD = `
delete from dispatcher_instance i
where i.seen_at < clock_timestamp() - ${DEAD_AFTER}
  and not exists (select from send s where s.status = 'sending' and s.claimed_by = i.id)`;

/** Up to $1 claimed sends of dead processes. */
export const ABANDONED = `
select s.id, s.claim_id, s.claimed_by, s.workspace_id, s.campaign_id, s.enrollment_id, s.contact_id, s.email, s.step_id,
  s.step_number, s.account_id, s.attempts, s.delivery_started_at is not null as started, s.message_id, s.subject,
  s.variant
from send s
where s.status = 'sending' and not exists (
  select from dispatcher_instance i where i.id = s.claimed_by and i.seen_at > clock_timestamp() - ${DEAD_AFTER}
)
order by s.id limit $1
for update of s skip locked`;
