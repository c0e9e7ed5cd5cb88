import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '#database';
import { idOf, newId, openInterval, uuidOf, type OpenInterval } from '#kernel';
import { planDay, type DayPlan, type WarmingAccount } from '../domain/warmup-plan.js';
import {
  dayOf,
  warmupCampaignOf,
  type WarmupCampaign,
  type WarmupCampaignRow,
} from './warmup-campaign.row.js';
import { ACCOUNTS, ADD_MESSAGES, CLAIM, DROP_OLD, PLAN_NEXT, STORE_DAY } from './warmup-plans.sql.js';

interface AccountRow {
  readonly account_id: string;
  readonly days: number;
  readonly is_planned: boolean;
  readonly answers: readonly string[];
}

/** The days of warmup campaigns. */
@Injectable()
export class WarmupPlans {
  constructor(private readonly database: Database) {}

  /**
   * Plans the day of one campaign whose window is open, and notes when to look at it next. Resolves with whether one was
   * due. An account is planned once a day, however often its campaign changes.
   */
  planNext(now: Date): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const [row] = await tx.query<WarmupCampaignRow>(CLAIM, [now]);
      if (row === undefined) return false;

      const campaign = warmupCampaignOf(row);
      const open = openInterval(campaign.window, now);
      if (open.from <= now) await this.plan(tx, campaign, { from: now, until: open.until });
      const next = open.from <= now ? open.until : open.from;
      await tx.query(PLAN_NEXT, [row.campaign_id, next]);
      return true;
    });
  }

  private async plan(tx: Transaction, campaign: WarmupCampaign, open: OpenInterval): Promise<void> {
    const id = uuidOf(campaign.id);
    const day = dayOf(campaign, open.from);
    await tx.query(DROP_OLD, [id, day]);
    const accounts = await tx.query<AccountRow>(ACCOUNTS, [id, day]);
    const { ramp, id: campaignId } = campaign;
    const plan = planDay({ campaignId, day, ramp, open, accounts: accounts.map(warmingAccount) });
    await tx.query(STORE_DAY, [id, day, plan.planned.map(uuidOf), plan.dropped.map(uuidOf)]);
    await tx.query(ADD_MESSAGES, [id, day, open.until, JSON.stringify(rowsOf(plan))]);
  }
}

const warmingAccount = ({ account_id, days, is_planned, answers }: AccountRow): WarmingAccount => ({
  id: idOf('ea', account_id),
  days,
  isPlanned: is_planned,
  answers: answers.map((uuid) => idOf('send', uuid)),
});

const rowsOf = ({ messages }: DayPlan) =>
  messages.map(({ from, to, dueAt }) => ({
    id: uuidOf(newId('send')),
    from_account_id: uuidOf(from),
    to_account_id: uuidOf(to),
    due_at: dueAt,
  }));
