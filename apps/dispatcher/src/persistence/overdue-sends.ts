import type { Transaction } from '#database';
import { uuidOf, type Id, type OpenInterval } from '#kernel';
import { missedCapacity, missedTime, overdueBefore } from '../domain/overdue.js';
import { RecipientWindow } from '../domain/recipient-window.js';
import type { ScheduleFacts } from '../domain/schedule.js';
import type { SendIdentity } from '../events/outcome-events.js';
import { waitingZones } from './due-times.js';
import { scheduleFacts } from './schedules.js';
import { identityOf, type IdentityColumns } from './send-identity.js';

/**
 * The sends of the campaign $1 that could have left before, oldest first: those due before the time of their zone in $2
 * (of '' where it has none), of the accounts $3 not more than $4, element by element, and not more than $5 in all. They are
 * of the workspace $6.
 */
const OVERDUE = `
with waiting as (
  select id, due_at, account_id, row_number() over (partition by account_id order by due_at, id) as place
  from send
  where campaign_id = $1 and workspace_id = $6 and status = 'scheduled'
    and due_at < coalesce($2::jsonb ->> time_zone, $2::jsonb ->> '')::timestamptz
)
select id from waiting
left join unnest($3::uuid[], $4::int[]) as account (account_id, capacity) using (account_id)
where place <= case when account_id is null then $5 else coalesce(capacity, 0) end
order by due_at, id limit $5`;

/** Drops the sends $2 at $1. Only scheduled sends: a claimed send is delivered. */
const DROP = `
with overdue as (
  select id from send where id = any ($2::uuid[]) and status = 'scheduled'
  order by id for update skip locked
)
update send s set status = 'dropped', updated_at = $1
from overdue where s.id = overdue.id and s.status = 'scheduled'
returning s.id, s.workspace_id, s.campaign_id, s.enrollment_id, s.contact_id, s.step_id, s.step_number`;

const BATCH = 5_000;

export interface Resume {
  readonly campaignId: Id<'camp'>;
  readonly workspaceId: Id<'ws'>;
  /** Null: the time of the last hold counts. */
  readonly pausedAt: Date | null;
  readonly resumedAt: Date;
}

/** Drops what could have left more than 24 hours before a resume; yields the dropped sends in batches. */
export async function* dropOverdue(
  tx: Transaction,
  resume: Resume,
  now: Date,
): AsyncGenerator<SendIdentity[]> {
  const ids = await overdueIds(tx, resume);
  for (let first = 0; first < ids.length; first += BATCH) {
    const rows = await tx.query<IdentityColumns>(DROP, [now, ids.slice(first, first + BATCH)]);
    yield rows.map(identityOf);
  }
}

async function overdueIds(tx: Transaction, resume: Resume): Promise<string[]> {
  const { campaignId, workspaceId, pausedAt, resumedAt } = resume;
  const facts = await scheduleFacts(tx, campaignId, pausedAt);
  if (facts === undefined) return [];
  const missed = missedTime(facts.at, resumedAt);
  const { total, byAccount } = missedCapacity(facts, missed);
  if (total === 0) return [];

  const rows = await tx.query<{ id: string }>(OVERDUE, [
    uuidOf(campaignId),
    JSON.stringify(await timesByZone(tx, campaignId, { facts, missed })),
    [...byAccount.keys()].map(uuidOf),
    [...byAccount.values()],
    total,
    uuidOf(workspaceId),
  ]);
  return rows.map(({ id }) => id);
}

/** The time before which a send is overdue, by the zone of its contact where windows count there. */
async function timesByZone(
  tx: Transaction,
  campaignId: Id<'camp'>,
  { facts, missed }: { readonly facts: ScheduleFacts; readonly missed: OpenInterval },
): Promise<Record<string, Date | '-infinity'>> {
  const waiting = facts.recipient_time_zone ? await waitingZones(tx, [uuidOf(campaignId)]) : [];
  const window = new RecipientWindow(facts);
  const times = waiting.flatMap(({ time_zone: zone }) =>
    zone === null ? [] : [[zone, overdueBefore(window.in(zone), missed) ?? '-infinity'] as const],
  );
  return { ...Object.fromEntries(times), '': overdueBefore(facts, missed) ?? '-infinity' };
}
