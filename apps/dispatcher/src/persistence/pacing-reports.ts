import { Injectable } from '@nestjs/common';
import type { CampaignRef } from '#contracts';
import { Database } from '#database';
import { uuidOf } from '#kernel';
import type { PacingFacts } from '../domain/pacing.js';
import { dayResetsAt, sentToday } from './day.sql.js';

/** The facts about the campaign $2 of the workspace $3: $1 now. No row for an unknown campaign. */
const PACING_FACTS = `
select state.held, state.start_hour, state.end_hour, state.send_days, state.time_zone, state.recipient_time_zone, state.smart_time_gaps,
  state.daily_limit as limit, ${sentToday('state', '$1')} as used, ${dayResetsAt('state', '$1')} as resets_at, accounts.accounts, sends.*
from campaign_send_state state
cross join lateral (
  select coalesce(jsonb_agg(jsonb_build_object('used', ${sentToday('a', '$1')}, 'limit', a.daily_limit,
    'resets_at', ${dayResetsAt('a', '$1')}, 'next_at', greatest(a.next_at, 'epoch'))), '[]') as accounts
  from campaign_account c join account_state a using (account_id)
  where c.campaign_id = state.campaign_id and a.active and a.health_score >= state.min_health_score
) accounts
cross join lateral (
  select count(*)::int as waiting, (count(*) filter (where due_at <= $1))::int as due, min(due_at) as next_due_at
  from send s where s.campaign_id = state.campaign_id and s.status = 'scheduled'
) sends
where state.campaign_id = $2 and state.workspace_id = $3 and state.version > 0`;

type FactsRow = Omit<PacingFacts, 'accounts'> & {
  /** Times are texts within JSON. */
  readonly accounts: readonly { used: number; limit: number; resets_at: string; next_at: string }[];
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
  accounts: row.accounts.map(({ resets_at, next_at, ...account }) => ({
    ...account,
    resets_at: new Date(resets_at),
    next_at: new Date(next_at),
  })),
});
