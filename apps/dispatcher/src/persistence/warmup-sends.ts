import { Injectable } from '@nestjs/common';
import type { WarmupMessage } from '#contracts';
import { Database, deleteOlder, Outbox, type Transaction } from '#database';
import { idOf, uuidOf, type Id } from '#kernel';
import { outcomeRecordOf } from '../domain/outcome-record.js';
import { refusalOf, type Outcome } from '../domain/outcome.js';
import { accountStopEvents, warmupOutcomeEvents, type EndedWarmup } from '../events/warmup-events.js';
import { deactivateAccounts, restAccounts } from './account-stops.js';
import { ABANDONED, RECORD, START, TAKE } from './warmup-sends.sql.js';

/** A message that is asked for again later than this would leave a second time: it is due for a day at most. */
const RETENTION_MS = 40 * 86_400_000;
const TABLE = { table: 'warmup_send', key: ['id'], age: 'updated_at' };

interface TakeRow {
  readonly taken: boolean;
  readonly known: boolean;
  readonly lost: boolean;
  readonly retry_at: Date;
}

interface AbandonedRow {
  readonly id: string;
  readonly workspace_id: string;
  readonly campaign_id: string;
  readonly account_id: string;
  readonly claimed_by: string;
  readonly started: boolean;
}

/** How a request for a message was met. `fresh`: this process has it to deliver. */
export type Taking =
  { readonly status: 'fresh' | 'known' | 'lost' } | { readonly status: 'later'; readonly retryAt: Date };

/** An outcome, and the process that took the message. */
export interface WarmupResult extends EndedWarmup {
  readonly takenBy: string;
}

const LOST = refusalOf('process_lost', 'the process died while it was delivering the message');

/** The messages of warmup campaigns: each is taken once, and counts against the limits of its account. */
@Injectable()
export class WarmupSends {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  async take(request: WarmupMessage, instance: string, now: Date): Promise<Taking> {
    const { send_id, campaign_id, workspace_id, sending_account_id, due_at } = request;
    const ids = [send_id, campaign_id, workspace_id, sending_account_id].map(uuidOf);
    const [row] = await this.database.query<TakeRow>(TAKE, [now, instance, ...ids, due_at]);
    if (row === undefined) throw new Error('a statement without a table always has its row');
    if (row.taken) return { status: 'fresh' };
    if (row.known) return { status: 'known' };
    return row.lost ? { status: 'lost' } : { status: 'later', retryAt: row.retry_at };
  }

  /** Whether the message may leave now. */
  async start(id: Id<'send'>, messageId: string, instance: string, now: Date): Promise<boolean> {
    return (await this.database.query(START, [now, instance, uuidOf(id), messageId])).length > 0;
  }

  /** Stores the outcome with its events. Idempotent. */
  async record(result: WarmupResult, now: Date): Promise<void> {
    await this.database.transaction((tx) => this.recordIn(tx, result, now));
  }

  /** Ends the messages of dead processes: none is delivered again. Resolves with their number. */
  async reap(now: Date): Promise<number> {
    return this.database.transaction(async (tx) => {
      const rows = await tx.query<AbandonedRow>(ABANDONED);
      for (const row of rows) await this.recordIn(tx, abandoned(row, now), now);
      return rows.length;
    });
  }

  async deleteOld(now: Date): Promise<void> {
    const before = new Date(now.getTime() - RETENTION_MS);
    while ((await deleteOlder(this.database, TABLE, before)) === 'more');
  }

  private async recordIn(tx: Transaction, result: WarmupResult, now: Date): Promise<void> {
    const record = outcomeRecordOf(result.outcome);
    // There is no second try: the next day of the warmup has other messages.
    const status = record.status === 'scheduled' ? 'failed' : record.status;
    const settled = await tx.query(RECORD, [
      now,
      result.takenBy,
      uuidOf(result.id),
      status,
      record.error_code,
      record.smtp_code,
      record.error_message,
      record.gives_back,
      record.starts_cooldown,
    ]);
    if (settled.length === 0) return;
    const restsUntil = await this.stopAccount(tx, result, now);
    await this.outbox.add(tx, [...warmupOutcomeEvents(result), ...accountStopEvents(result, restsUntil)]);
  }

  /** Null where the account goes on; its own time for a refused one. */
  private async stopAccount(
    tx: Transaction,
    { outcome, accountId, accountVersion }: WarmupResult,
    now: Date,
  ): Promise<Date | null> {
    if (outcome.kind === 'account_refused') {
      const closed = await deactivateAccounts(tx, new Map([[accountId, accountVersion ?? 0]]), now);
      return closed.has(accountId) ? now : null;
    }
    if (outcome.kind !== 'account_rests') return null;
    const begun = await restAccounts(tx, new Map([[accountId, outcome.until]]), now);
    return begun.get(accountId) ?? null;
  }
}

const abandoned = (row: AbandonedRow, at: Date): WarmupResult => ({
  id: idOf('send', row.id),
  workspaceId: idOf('ws', row.workspace_id),
  campaignId: idOf('camp', row.campaign_id),
  accountId: idOf('ea', row.account_id),
  takenBy: row.claimed_by,
  accountVersion: null,
  messageId: null,
  outcome: outcomeOfLoss(row.started),
  at,
});

const outcomeOfLoss = (started: boolean): Outcome => ({
  kind: started ? 'indeterminate' : 'failed',
  refusal: LOST,
});
