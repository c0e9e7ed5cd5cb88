import { Injectable } from '@nestjs/common';
import type { CampaignRef } from '#contracts';
import { Database, type Transaction } from '#database';
import { idOf, uuidOf, type Id } from '#kernel';
import type { ScheduleFacts } from '../domain/schedule.js';
import { dailyCeiling, dayResetsAt, sentToday } from './day.sql.js';
import type { StoredSend } from './stored-send.js';

/**
 * The facts about the campaign $1 at the instant $2, or when it was paused last: a paused campaign keeps its schedule. No
 * row for a campaign that is unknown or was never paused.
 */
const SCHEDULE_FACTS = `
select moment.at, state.start_hour, state.end_hour, state.send_days, state.time_zone, state.recipient_time_zone,
  state.smart_time_gaps, state.daily_limit as limit, ${sentToday('state', 'moment.at')} as used,
  ${dayResetsAt('state', 'moment.at')} as resets_at, accounts.accounts
from campaign_send_state state
cross join lateral (
  select case when state.held then coalesce(state.held_at, $2::timestamptz) else coalesce($2::timestamptz, state.held_at) end as at
) moment
cross join lateral (
  select coalesce(jsonb_agg(jsonb_build_object('account_id', a.account_id, 'used', ${sentToday('a', 'moment.at')},
    'limit', ${dailyCeiling('a')}, 'resets_at', ${dayResetsAt('a', 'moment.at')}, 'next_at', greatest(a.next_at, 'epoch'),
    'rests_until', greatest(a.rests_until, 'epoch'))), '[]') as accounts
  from campaign_account c join account_state a using (account_id)
  where c.campaign_id = state.campaign_id and a.active and a.health_score >= state.min_health_score
) accounts
where state.campaign_id = $1 and state.version > 0 and moment.at is not null`;

type FactsRow = Omit<ScheduleFacts, 'accounts'> & {
  /** Ids are uuids and times are texts within JSON. */
  readonly accounts: readonly {
    account_id: string;
    used: number;
    limit: number;
    resets_at: string;
    next_at: string;
    rests_until: string;
  }[];
};

/** Undefined for an unknown campaign, and for one that was never paused where `at` is null. */
export async function scheduleFacts(
  reader: Pick<Database | Transaction, 'query'>,
  campaignId: Id<'camp'>,
  at: Date | null,
): Promise<ScheduleFacts | undefined> {
  const [row] = await reader.query<FactsRow>(SCHEDULE_FACTS, [uuidOf(campaignId), at]);
  return row && { ...row, accounts: row.accounts.map(accountOf) };
}

/** The facts that tell when scheduled sends may leave. */
@Injectable()
export class Schedules {
  constructor(private readonly database: Database) {}

  /** Facts about the campaign of these sends; undefined where none of them is scheduled. */
  async factsFor(
    sends: readonly StoredSend[],
    { campaign_id }: Pick<CampaignRef, 'campaign_id'>,
    now: Date,
  ): Promise<ScheduleFacts | undefined> {
    if (!sends.some(({ status }) => status === 'scheduled')) return undefined;
    return scheduleFacts(this.database, campaign_id, now);
  }
}

const accountOf = ({
  account_id,
  resets_at,
  next_at,
  rests_until,
  ...account
}: FactsRow['accounts'][number]) => ({
  ...account,
  account_id: idOf('ea', account_id),
  resets_at: new Date(resets_at),
  next_at: new Date(next_at),
  rests_until: new Date(rests_until),
});
