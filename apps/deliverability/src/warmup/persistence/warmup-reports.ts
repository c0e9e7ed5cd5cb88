import { Injectable } from '@nestjs/common';
import type { CampaignRef } from '#contracts';
import { Database, deleteOlder, type Queryable } from '#database';
import { idOf, notFound, uuidOf, type Id } from '#kernel';
import {
  dayOf,
  warmupCampaignOf,
  type WarmupCampaign,
  type WarmupCampaignRow,
} from './warmup-campaign.row.js';

/** Messages are kept for half a year: reports count those. */
const RETENTION_MS = 180 * 86_400_000;
const TABLE = { table: 'warmup_message', key: ['id'], age: 'due_at' };

const CAMPAIGN = `
  select campaign_id, workspace_id, ramp_start, ramp_step, ramp_ceiling, start_hour, end_hour, send_days, time_zone
  from warmup_campaign where workspace_id = $1 and campaign_id = $2`;

const figures = (of: string): string => `
  jsonb_build_object(
    'planned', count(m.id) filter (where ${of} and m.status <> 'dropped'),
    'sent', count(m.id) filter (where ${of} and m.status = 'sent'),
    'bounced', count(m.id) filter (where ${of} and m.status = 'bounced'),
    'received_inbox', count(m.id) filter (where ${of} and m.placement = 'inbox'),
    'received_spam', count(m.id) filter (where ${of} and m.placement = 'spam'),
    'answered', count(answer.id) filter (where ${of} and answer.status = 'sent'))`;

/** The accounts of the campaign $1 with their figures of the day $2, and of all days that are kept. */
const ACCOUNTS = `
  select w.account_id, a.email, w.days, coalesce(w.planned_on = $2::date, false) as is_planned,
    ${figures('m.day = $2::date')} as today, ${figures('true')} as total
  from warmup_account w
  join sending_account a on a.id = w.account_id
  left join warmup_message m on m.campaign_id = w.campaign_id and m.from_account_id = w.account_id
  left join warmup_message answer on answer.answers = m.id
  where w.campaign_id = $1 and w.member
  group by w.account_id, a.email, w.days, is_planned
  order by w.account_id`;

interface Figures {
  readonly planned: number;
  readonly sent: number;
  readonly bounced: number;
  readonly received_inbox: number;
  readonly received_spam: number;
  readonly answered: number;
}

interface AccountRow {
  readonly account_id: string;
  readonly email: string;
  readonly days: number;
  readonly is_planned: boolean;
  readonly today: Figures;
  readonly total: Figures;
}

export interface AccountReport extends Omit<AccountRow, 'account_id' | 'is_planned'> {
  readonly id: Id<'ea'>;
  readonly isPlanned: boolean;
}

export interface CampaignReport {
  readonly campaign: WarmupCampaign;
  readonly day: string;
  readonly accounts: readonly AccountReport[];
}

@Injectable()
export class WarmupReports {
  constructor(private readonly database: Database) {}

  /** @throws DomainError `not_found` for a campaign that is not a warmup one of the workspace */
  async of(ref: CampaignRef, now: Date): Promise<CampaignReport> {
    const campaign = await campaignOf(this.database, ref);
    const day = dayOf(campaign, now);
    const rows = await this.database.query<AccountRow>(ACCOUNTS, [uuidOf(campaign.id), day]);
    const accounts = rows.map(({ account_id, is_planned, ...report }) => ({
      ...report,
      id: idOf('ea', account_id),
      isPlanned: is_planned,
    }));
    return { campaign, day, accounts };
  }

  async deleteOld(now: Date): Promise<void> {
    const before = new Date(now.getTime() - RETENTION_MS);
    while ((await deleteOlder(this.database, TABLE, before)) === 'more');
  }
}

async function campaignOf(
  reader: Queryable,
  { workspace_id, campaign_id }: CampaignRef,
): Promise<WarmupCampaign> {
  const [row] = await reader.query<WarmupCampaignRow>(CAMPAIGN, [uuidOf(workspace_id), uuidOf(campaign_id)]);
  if (row === undefined) throw notFound('warmup campaign', campaign_id);
  return warmupCampaignOf(row);
}
