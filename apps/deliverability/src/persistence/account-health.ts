import { Injectable } from '@nestjs/common';
import { EmailBounced, type EmailSent, type EventOf } from '#contracts';
import { Database, Inbox, Outbox, type Transaction } from '#database';
import { uuidOf } from '#kernel';
import { isEvent } from '#messaging';
import { healthScore, type HealthRecord } from '../domain/health-score.js';
import type { SendingAccount } from '../domain/sending-account.js';
import { accountChangedEvents } from '../events/sending-account-events.js';
import {
  CHANGE_SCORES,
  CLAIM_STALE,
  COUNT_OUTCOMES,
  HEALTH_RECORDS,
  MARK_SCORED,
  RAISE_WARMUP,
} from './account-health.sql.js';
import { ownEvents } from './own-events.js';
import { accountOf, type SendingAccountRow } from './sending-account.row.js';

/** A receiving server accepted a message, or refused it for good. */
export type OutcomeEvent = EventOf<typeof EmailSent> | EventOf<typeof EmailBounced>;

type OutcomeRow = ReturnType<typeof outcomeRow>;

interface HealthRow extends HealthRecord {
  readonly id: string;
  readonly health_score: number;
}

@Injectable()
export class AccountHealth {
  constructor(
    private readonly database: Database,
    private readonly inbox: Inbox,
    private readonly outbox: Outbox,
  ) {}

  /** Counts the outcomes that are new, and scores their accounts again. */
  async record(events: readonly OutcomeEvent[], now: Date): Promise<void> {
    await this.database.transaction(async (tx) => {
      const rows = (await ownEvents(tx, events)).map(outcomeRow);
      const accounts = [...new Set(rows.map(({ account_id }) => account_id))];
      const counts = JSON.stringify(await this.newCounts(tx, rows));
      await tx.query(COUNT_OUTCOMES, [counts]);
      await tx.query(RAISE_WARMUP, [counts]);
      await this.score(tx, accounts, now);
    });
  }

  /**
   * Scores accounts that were not scored since `before`; resolves with their number. Without it an account whose score
   * fell too low to send would stay there for ever: without sends there are no events that score it again.
   */
  refresh(before: Date, limit: number, now: Date): Promise<number> {
    return this.database.transaction(async (tx) => {
      const stale = await tx.query<{ id: string }>(CLAIM_STALE, [before, limit]);
      const accounts = stale.map(({ id }) => id);
      await this.score(tx, accounts, now);
      return accounts.length;
    });
  }

  /** The account, whose reputation or authentication was changed, with its new score. */
  async scored(tx: Transaction, account: SendingAccount): Promise<SendingAccount> {
    const now = account.updated_at;
    const [record] = await tx.query<HealthRow>(HEALTH_RECORDS, [[uuidOf(account.id)], now]);
    if (record === undefined) throw new Error(`${account.id} is locked, so that it cannot be gone`);
    return { ...account, health_score: healthScore({ ...record, ...account }), scored_at: now };
  }

  /**
   * A bounce may come with the send, instead of it, or days after it, in any order. So a send counts when its first
   * outcome is handled, and its bounce counts once on top.
   */
  private async newCounts(tx: Transaction, outcomes: readonly OutcomeRow[]) {
    const sends = new Map(outcomes.map((outcome) => [outcome.send_id, outcome]));
    const bounces = new Map(
      outcomes.filter(({ is_bounce }) => is_bounce).map((outcome) => [outcome.send_id, outcome]),
    );
    const newSends = await this.inbox.unseen(tx, 'deliverability-health', [...sends.keys()]);
    const newBounces = await this.inbox.unseen(tx, 'deliverability-health-bounced', [...bounces.keys()]);
    return [
      ...[...newSends].map((id) => ({ ...sends.get(id), sent: 1, bounced: 0 })),
      ...[...newBounces].map((id) => ({ ...bounces.get(id), sent: 0, bounced: 1 })),
    ];
  }

  private async score(tx: Transaction, accountIds: readonly string[], now: Date): Promise<void> {
    const records = await tx.query<HealthRow>(HEALTH_RECORDS, [accountIds, now]);
    const scores = records
      .map((record) => ({ id: record.id, before: record.health_score, health_score: healthScore(record) }))
      .filter(({ before, health_score }) => health_score !== before);

    await tx.query(MARK_SCORED, [accountIds, now]);
    const changed = await tx.query<SendingAccountRow>(CHANGE_SCORES, [JSON.stringify(scores), now]);
    await this.outbox.add(tx, accountChangedEvents(changed.map(accountOf)));
  }
}

const outcomeRow = (event: OutcomeEvent) => ({
  send_id: uuidOf(event.data.send_id),
  account_id: uuidOf(event.data.sending_account_id),
  at: event.data.at,
  is_bounce: isEvent(EmailBounced, event),
});
