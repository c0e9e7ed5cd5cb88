import { Injectable } from '@nestjs/common';
import { Database, Inbox, Outbox, type Transaction } from '#database';
import { healthScore, type AuthResult } from '../domain/health-score.js';
import { accountMessages } from '../events/sending-account-events.js';
import {
  CHANGE_SCORES,
  CLAIM_STALE,
  COUNT_OUTCOMES,
  HEALTH_RECORDS,
  NOTE_SCORED,
  RAISE_WARMUP,
} from './health.sql.js';
import { lockAccounts } from './lock-accounts.js';
import type { SendingAccountRow } from './sending-account.row.js';

/** A message that a receiving server took over or refused for good. Uuids. */
export interface Outcome {
  readonly sendId: string;
  readonly accountId: string;
  readonly at: Date;
  readonly type: 'sent' | 'bounced';
}

interface HealthRow {
  readonly id: string;
  readonly reputation: number | null;
  readonly spf: AuthResult;
  readonly dkim: AuthResult;
  readonly dmarc: AuthResult;
  readonly health_score: number;
  readonly sent: number;
  readonly bounced: number;
  readonly complained: number | null;
}

@Injectable()
export class AccountHealth {
  constructor(
    private readonly database: Database,
    private readonly inbox: Inbox,
    private readonly outbox: Outbox,
  ) {}

  /** Counts what is new among them, and scores the accounts again. */
  async record(outcomes: readonly Outcome[], now: Date): Promise<void> {
    const accounts = [...new Set(outcomes.map(({ accountId }) => accountId))];
    await this.database.transaction(async (tx) => {
      await lockAccounts(tx, accounts);
      const news = JSON.stringify(await this.newsIn(tx, outcomes));
      await tx.query(COUNT_OUTCOMES, [news]);
      await tx.query(RAISE_WARMUP, [news]);
      await this.score(tx, accounts, now);
    });
  }

  /**
   * Scores accounts that nobody scored since `before`. Without it an inbox whose score fell too low to send would
   * stay there for ever: no sends, no events, while its bad days have long left the window. Resolves with their number.
   */
  refresh(before: Date, limit: number, now: Date): Promise<number> {
    return this.database.transaction(async (tx) => {
      const stale = await tx.query<{ id: string }>(CLAIM_STALE, [before, limit]);
      await this.score(
        tx,
        stale.map(({ id }) => id),
        now,
      );
      return stale.length;
    });
  }

  /** Scores one account again, whose authentication or reputation somebody has changed. */
  rescore(accountId: string, now: Date): Promise<void> {
    return this.database.transaction(async (tx) => {
      await lockAccounts(tx, [accountId]);
      await this.score(tx, [accountId], now);
    });
  }

  /**
   * A bounce may come with the send, instead of it, or days after it, in any order: so a send counts when either is
   * first heard of it, and its bounce once on top.
   */
  private async newsIn(tx: Transaction, outcomes: readonly Outcome[]) {
    const sends = new Map(outcomes.map((outcome) => [outcome.sendId, outcome]));
    const bounces = new Map(
      outcomes.filter(({ type }) => type === 'bounced').map((outcome) => [outcome.sendId, outcome]),
    );
    const newSends = await this.inbox.unseen(tx, 'deliverability-health', [...sends.keys()]);
    const newBounces = await this.inbox.unseen(tx, 'deliverability-health-bounced', [...bounces.keys()]);
    return [
      ...[...newSends].map((id) => newsOf(sends.get(id), { sent: 1, bounced: 0 })),
      ...[...newBounces].map((id) => newsOf(bounces.get(id), { sent: 0, bounced: 1 })),
    ];
  }

  private async score(tx: Transaction, accountIds: readonly string[], now: Date): Promise<void> {
    const rows = await tx.query<HealthRow>(HEALTH_RECORDS, [accountIds, now]);
    const changed = rows
      .map((row) => ({ row, score: healthScore({ ...row, authentication: row }) }))
      .filter(({ row, score }) => score !== row.health_score)
      .map(({ row, score }) => ({ account_id: row.id, health_score: score }));

    await tx.query(NOTE_SCORED, [accountIds, now]);
    const accounts = await tx.query<SendingAccountRow>(CHANGE_SCORES, [JSON.stringify(changed), now]);
    await this.outbox.add(tx, accountMessages(accounts));
  }
}

const newsOf = (outcome: Outcome | undefined, counts: { sent: number; bounced: number }) => ({
  account_id: outcome?.accountId,
  at: outcome?.at,
  ...counts,
});
