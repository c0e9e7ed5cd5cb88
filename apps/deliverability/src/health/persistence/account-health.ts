import { Injectable, Optional } from '@nestjs/common';
import { Database, Outbox, type Transaction } from '#database';
import { notFound, uuidOf, type Id } from '#kernel';
import type { SendingAccount } from '../../accounts/domain/sending-account.js';
import {
  accountChangedEvents,
  accountOf,
  AccountScores,
  type SendingAccountRow,
} from '../../accounts/index.js';
import type { ExplainedRecord } from '../domain/advice.js';
import { healthScore, type AuthResult } from '../domain/health-score.js';
import { hourOf, type WindowFigures } from '../domain/hour-figures.js';
import { DAY_WEIGHTS, reputationOf, type ReputationRecord } from '../domain/reputation.js';
import {
  ADD,
  ADD_MISSING,
  ANY_STALE,
  CLAIM_STALE,
  COMPUTED,
  HEALTH_FIGURES,
  RAISE_VERSIONS,
  SAVE_REPORTED,
  STORE_ACCOUNTS,
  STORE_FIGURES,
  TOUCH,
} from './account-health.sql.js';
import { AccountWatch } from './fact-subscriber.js';

type ComputedColumns = Pick<
  SendingAccount,
  'cumulative_sends' | 'warmup_started_at' | 'imported_sends' | 'reputation' | 'health_score' | 'scored_at'
>;

interface FiguresRow
  extends ReputationRecord, WindowFigures, Readonly<Record<'spf' | 'dkim' | 'dmarc', AuthResult>> {
  readonly id: string;
  readonly workspace_id: string;
  readonly deleted_at: Date | null;
  readonly reputation: number | null;
  readonly health_score: number;
  readonly placed_inbox: number;
  readonly placed_spam: number;
}

/** Windows, reputation and score of each sending account. */
@Injectable()
export class AccountHealth extends AccountScores {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    @Optional() private readonly watch?: AccountWatch,
  ) {
    super();
  }

  /** Whether there is an account to compute anew. Another replica may be at it. */
  async hasStale(now: Date): Promise<boolean> {
    const [look] = await this.database.query<{ stale: boolean }>(ANY_STALE, [hourOf(now)]);
    return look?.stale === true;
  }

  /**
   * Computes accounts anew whose figures have changed or whose windows have moved on; resolves with their number. Without the
   * latter an account whose score fell too low to send would stay there for ever: without sends there are no events.
   *
   * Locks go by account before health, as in a request that changes an account.
   */
  refreshStale(limit: number, now: Date): Promise<number> {
    return this.database.transaction(async (tx) => {
      const stale = await tx.query<{ id: string }>(CLAIM_STALE, [hourOf(now), limit]);
      const ids = stale.map(({ id }) => id);
      if (ids.length === 0) return 0;
      const changed = await this.compute(tx, ids, now);
      const raised = await tx.query<SendingAccountRow>(RAISE_VERSIONS, [changed, now]);
      await this.outbox.add(tx, accountChangedEvents(raised.map(accountOf)));
      await this.watch?.check(tx, ids, now);
      return ids.length;
    });
  }

  /** For accounts that a replica of the version before has added. */
  async addMissing(): Promise<void> {
    await this.database.query(ADD_MISSING);
  }

  async added(tx: Transaction, accounts: readonly SendingAccount[]): Promise<void> {
    const ids = accounts.map(({ id }) => uuidOf(id));
    const workspaces = accounts.map(({ workspace_id }) => uuidOf(workspace_id));
    await tx.query(ADD, [ids, workspaces]);
  }

  async touch(tx: Transaction, accountIds: readonly string[]): Promise<void> {
    await tx.query(TOUCH, [accountIds]);
  }

  /** The account, whose reputation or authentication was changed, with its new score. */
  async scored(tx: Transaction, account: SendingAccount): Promise<SendingAccount> {
    const id = uuidOf(account.id);
    await tx.query(SAVE_REPORTED, [id, JSON.stringify(account)]);
    await this.compute(tx, [id], account.updated_at);
    await this.touch(tx, [id]); // so that the watch looks at it
    const [computed] = await tx.query<ComputedColumns>(COMPUTED, [id]);
    if (computed === undefined) throw new Error(`${account.id} is locked, so that it cannot be gone`);
    return { ...account, ...computed };
  }

  /** The figures of an account as they are now. */
  async record(
    workspaceId: Id<'ws'>,
    accountId: Id<'ea'>,
    now: Date,
  ): Promise<ExplainedRecord & WindowFigures> {
    const params = [[uuidOf(accountId)], hourOf(now), DAY_WEIGHTS];
    const [row] = await this.database.query<FiguresRow>(HEALTH_FIGURES, params);
    if (row === undefined || row.workspace_id !== uuidOf(workspaceId) || row.deleted_at !== null) {
      throw notFound('sending account', accountId);
    }
    return recordOf(row);
  }

  /** Resolves with the accounts whose score is another one now. */
  private async compute(tx: Transaction, ids: readonly string[], now: Date): Promise<string[]> {
    const hour = hourOf(now);
    const rows = await tx.query<FiguresRow>(HEALTH_FIGURES, [ids, hour, DAY_WEIGHTS]);
    const computed = rows.map(computedOf);
    const json = JSON.stringify(computed);
    await tx.query(STORE_FIGURES, [json, hour, ids]);
    await tx.query(STORE_ACCOUNTS, [json, now]);
    const before = new Map(rows.map((row) => [row.id, row.health_score]));
    return computed.filter(({ id, health_score }) => before.get(id) !== health_score).map(({ id }) => id);
  }
}

function computedOf(row: FiguresRow) {
  const record = recordOf(row);
  return { ...row, reputation: record.reputation, health_score: healthScore(record) };
}

const recordOf = (row: FiguresRow) => ({
  ...row,
  reputation: reputationOf(row),
  sent: row.week_sent,
  bounced: row.week_bounced,
  complained: row.week_complained,
  delivered: row.month_sent - row.month_bounced,
  opened: row.month_opened,
  replied: row.month_replied,
});
