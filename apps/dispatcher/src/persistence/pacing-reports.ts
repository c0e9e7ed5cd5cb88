import type { CampaignRef } from '#contracts';
import { Database } from '#database';
import { uuidOf } from '#kernel';
import { Injectable } from '@nestjs/common';
import type { PacingFacts } from '../domain/pacing.js';
import { PACING_FACTS } from './pacing-reports.sql.js';
import { windowIn, type WindowColumns } from './window-columns.js';

interface FactsRow extends WindowColumns {
  readonly held: boolean;
  readonly smart_time_gaps: boolean;
  readonly daily_limit: number;
  readonly used: number;
  readonly resets_at: Date;
  /** Times are texts within JSON. */
  readonly accounts: readonly { used: number; limit: number; resetsAt: string; nextAt: string }[];
  readonly waiting: number;
  readonly due: number;
  readonly next_due_at: Date | null;
}

/** What is known of what a campaign can send. */
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
  held: row.held,
  window: windowIn(row),
  recipientTimeZone: row.recipient_time_zone,
  smartTimeGaps: row.smart_time_gaps,
  used: row.used,
  limit: row.daily_limit,
  resetsAt: row.resets_at,
  accounts: row.accounts.map(({ resetsAt, nextAt, ...account }) => ({
    ...account,
    resetsAt: new Date(resetsAt),
    nextAt: new Date(nextAt),
  })),
  due: row.due,
  waiting: row.waiting,
  nextDueAt: row.next_due_at,
});
