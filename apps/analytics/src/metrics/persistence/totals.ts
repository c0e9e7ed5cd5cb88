import { Injectable } from '@nestjs/common';
import { Database, named } from '#database';
import { idOf, uuidOf, type Id } from '#kernel';
import { NO_COUNTS, type Counters } from '../domain/metrics.js';
import { COUNTER_COLUMNS, SUMS } from './counting.sql.js';

const OF_CAMPAIGNS = named(`
  select campaign_id, ${SUMS}
  from step_total
  where workspace_id = $1 and campaign_id = any($2::uuid[])
  group by campaign_id`);

/** One row, also for a campaign without counts. */
const OF_CAMPAIGN = named(`
  select max(updated_at) as changed_at, ${SUMS} from step_total where workspace_id = $1 and campaign_id = $2`);

/** A row whose figures moved to another variant has only zeros and is left out. */
const OF_STEPS = `
  select step_id, step_number, nullif(variant, '') as variant, ${COUNTER_COLUMNS}
  from step_total
  where workspace_id = $1 and campaign_id = $2 and greatest(${COUNTER_COLUMNS}) > 0
  order by step_number, step_id, step_total.variant`;

export interface StepCounters {
  readonly step_id: Id<'step'>;
  readonly step_number: number;
  /** Null for messages without a variant. */
  readonly variant: string | null;
  readonly counters: Counters;
}

export interface CampaignTotals {
  readonly counters: Counters;
  /** The time of the last change; null before the first. */
  readonly changedAt: Date | null;
}

/** The totals that the consumers have counted so far. */
@Injectable()
export class Totals {
  constructor(private readonly database: Database) {}

  /** By campaign; a campaign without counts, or of another workspace, is absent. */
  async ofCampaigns(
    workspaceId: Id<'ws'>,
    campaignIds: readonly Id<'camp'>[],
  ): Promise<Map<Id<'camp'>, Counters>> {
    const rows = await this.database.query<Counters & { campaign_id: string }>(OF_CAMPAIGNS, [
      uuidOf(workspaceId),
      campaignIds.map(uuidOf),
    ]);

    return new Map(rows.map(({ campaign_id, ...counters }) => [idOf('camp', campaign_id), counters]));
  }

  async ofCampaign(workspaceId: Id<'ws'>, campaignId: Id<'camp'>): Promise<CampaignTotals> {
    const [row] = await this.database.query<Counters & { changed_at: Date | null }>(OF_CAMPAIGN, [
      uuidOf(workspaceId),
      uuidOf(campaignId),
    ]);
    if (row === undefined || row.changed_at === null) return { counters: NO_COUNTS, changedAt: null };

    const { changed_at: changedAt, ...counters } = row;
    return { counters, changedAt };
  }

  /** In the order of the steps; one row for each variant that was written. */
  async ofSteps(workspaceId: Id<'ws'>, campaignId: Id<'camp'>): Promise<StepCounters[]> {
    const rows = await this.database.query<Counters & Omit<StepCounters, 'counters'>>(OF_STEPS, [
      uuidOf(workspaceId),
      uuidOf(campaignId),
    ]);

    return rows.map(({ step_id, step_number, variant, ...counters }) => ({
      step_id: idOf('step', step_id),
      step_number,
      variant,
      counters,
    }));
  }
}
