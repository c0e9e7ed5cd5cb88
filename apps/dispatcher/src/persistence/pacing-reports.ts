import { Injectable } from '@nestjs/common';
import type { CampaignRef } from '#contracts';
import { Database } from '#database';
import { uuidOf } from '#kernel';
import type { PacingFacts } from '../domain/pacing-facts.js';
import { dailyCeiling, dayResetsAt, sentToday } from './day.sql.js';

/** The facts about the campaign $2 of the workspace $3: $1 now. No row for an unknown campaign. */
const PACING_FACTS = `
select state.held, state.delegated, state.start_hour, state.end_hour, state.send_days, state.time_zone, state.recipient_time_zone, state.smart_time_gaps,
  state.daily_limit as limit, ${sentToday('state', '$1')} as used, ${dayResetsAt('state', '$1')} as resets_at, accounts.accounts, sends.*,
  stuck.stuck
from campaign_send_state state
cross join lateral (
  select coalesce(jsonb_agg(jsonb_build_object('used', ${sentToday('a', '$1')}, 'limit', ${dailyCeiling('a')}, 'own_limit', a.daily_limit,
    'resets_at', ${dayResetsAt('a', '$1')}, 'next_at', greatest(a.next_at, 'epoch'),
    'rests_until', greatest(a.rests_until, 'epoch'))), '[]') as accounts
  from campaign_account c join account_state a using (account_id)
  where c.campaign_id = state.campaign_id and a.active and a.health_score >= state.min_health_score
) accounts
cross join lateral (
  select count(*)::int as waiting, (count(*) filter (where may_leave and ready_at <= $1))::int as due,
    min(ready_at) filter (where may_leave) as next_due_at
  from (
    select s.account_id is null or (a.active and a.health_score >= state.min_health_score) as may_leave,
      greatest(s.due_at, a.rests_until) as ready_at
    from send s left join account_state a using (account_id)
    where s.campaign_id = state.campaign_id and s.status = 'scheduled'
    union all
    -- Every step of a lead is planned at once: the later ones do not wait for anything yet.
    select true, due_at from send
    where campaign_id = state.campaign_id and status = 'delegated' and due_at <= $1::timestamptz + interval '1 day'
  ) s
) sends
cross join lateral (
  select coalesce(jsonb_agg(jsonb_build_object('email', email, 'sends', sends) order by sends desc, email), '[]') as stuck
  from (
    select a.email, count(*)::int as sends
    from send s join account_state a using (account_id)
    where s.campaign_id = state.campaign_id and s.status = 'scheduled'
      and not (a.active and a.health_score >= state.min_health_score)
    group by a.email
  ) s
) stuck
where state.campaign_id = $2 and state.workspace_id = $3 and state.version > 0`;

type FactsRow = Omit<PacingFacts, 'accounts'> & {
  /** Times are texts within JSON. */
  readonly accounts: readonly {
    readonly used: number;
    readonly limit: number;
    readonly own_limit: number;
    readonly resets_at: string;
    readonly next_at: string;
    readonly rests_until: string;
  }[];
};

/** The facts that tell how many sends of a campaign can leave. */
@Injectable()
export class PacingReports {
  constructor(private readonly database: Database) {}

  async factsOf({ workspace_id, campaign_id }: CampaignRef, now: Date): Promise<PacingFacts | undefined> {
    const params = [now, uuidOf(campaign_id), uuidOf(workspace_id)];
    const [row] = await this.database.query<FactsRow>(PACING_FACTS, params);
    return row === undefined ? undefined : factsIn(row);
  }
}

const factsIn = (row: FactsRow): PacingFacts => ({
  ...row,
  accounts: row.accounts.map(({ resets_at, next_at, rests_until, ...account }) => ({
    ...account,
    resets_at: new Date(resets_at),
    next_at: new Date(next_at),
    rests_until: new Date(rests_until),
  })),
});
