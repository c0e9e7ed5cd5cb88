import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import { Clock } from '#kernel';
import { Metrics } from '#telemetry';
import { dailyCeiling, sentToday } from './day.sql.js';

/** A backlog above this number is large, and nobody needs to know how large. */
const MAX_COUNTED = 100_000;
const LATE = `interval '5 minutes'`;

/** Its type is not to be guessed from `$1 - interval`. */
const NOW = '$1::timestamptz';

/**
 * $1 now. Reads the partial indexes of waiting and claimed sends alone. A send is late that could have left five minutes
 * ago: its campaign has been open since, with room, and so has its account (or any account, for a first message). A
 * backlog that waits for a limit, a gap or a window is not late.
 */
const BACKLOG = `
with campaign as materialized (
  select campaign_id, smart_time_gaps, min_health_score,
    open_from <= ${NOW} - ${LATE} and ${NOW} < open_until and daily_limit > ${sentToday('state', NOW)} as open
  from campaign_send_state state where not held
), ready_account as materialized (
  select c.campaign_id, a.account_id
  from campaign c join campaign_account using (campaign_id) join account_state a using (account_id)
  where c.open and a.active and a.health_score >= c.min_health_score and ${dailyCeiling('a')} > ${sentToday('a', NOW)}
    and (not c.smart_time_gaps or a.next_at <= ${NOW} - ${LATE})
    and greatest(a.cooldown_until, a.rests_until) <= ${NOW} - ${LATE}
), due as materialized (
  select s.campaign_id, s.account_id, s.due_at
  from campaign cross join lateral (
    select campaign_id, account_id, due_at from send
    where send.campaign_id = campaign.campaign_id and status = 'scheduled' and due_at <= ${NOW}
    limit ${MAX_COUNTED}
  ) s
  limit ${MAX_COUNTED}
)
select
  (select count(*)::int from due) as due,
  (select count(*)::int from due where due_at <= ${NOW} - ${LATE} and (campaign_id, account_id) in (
    select campaign_id, account_id from ready_account)) +
  (select count(*)::int from due where due_at <= ${NOW} - ${LATE} and account_id is null
    and campaign_id in (select campaign_id from ready_account)) as late,
  (select count(*)::int from send where status = 'sending') as in_flight`;

const BACKLOG_GAUGES = {
  due: {
    name: 'nimbus_sends_due',
    help: `Sends of running campaigns that are due, counted up to ${MAX_COUNTED}`,
  },
  late: {
    name: 'nimbus_sends_late',
    help: 'Due sends that could have left five minutes ago: no limit, gap or window holds them',
  },
  in_flight: { name: 'nimbus_sends_in_flight', help: 'Sends that are claimed and not recorded' },
} as const;

/** The sends that wait or are under way, over all replicas. */
@Injectable()
export class BacklogMetrics {
  constructor(metrics: Metrics, database: Database, clock: Clock) {
    metrics.sampled(BACKLOG_GAUGES, async () => {
      const now = clock.now();
      const [row] = await database.query<Record<'due' | 'late' | 'in_flight', number>>(BACKLOG, [now]);
      return {
        due: [{ value: row?.due ?? 0 }],
        late: [{ value: row?.late ?? 0 }],
        in_flight: [{ value: row?.in_flight ?? 0 }],
      };
    });
  }
}
