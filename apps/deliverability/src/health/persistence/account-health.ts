import { Injectable } from '@nestjs/common';
import { EmailBounced, EmailSpamComplaint, type EmailSent, type EventOf } from '#contracts';
import { Database, Inbox, Outbox, type Transaction } from '#database';
import { uuidOf } from '#kernel';
import { isEvent } from '#messaging';
import type { SendingAccount } from '../../accounts/domain/sending-account.js';
import {
  accountChangedEvents,
  accountOf,
  AccountScores,
  ownEvents,
  type SendingAccountRow,
} from '../../accounts/index.js';
import { healthScore, type HealthRecord } from '../domain/health-score.js';
import {
  CHANGE_SCORES,
  CLAIM_STALE,
  COUNT_OUTCOMES,
  HEALTH_RECORDS,
  MARK_SCORED,
  RAISE_WARMUP,
} from './account-health.sql.js';

/** A receiving server accepted a message or refused it for good, or its recipient called it spam. */
export type HealthEvent =
  EventOf<typeof EmailSent> | EventOf<typeof EmailBounced> | EventOf<typeof EmailSpamComplaint>;

type OutcomeRow = ReturnType<typeof outcomeRow>;

interface HealthRow extends HealthRecord {
  readonly id: string;
  readonly health_score: number;
}

@Injectable()
export class AccountHealth extends AccountScores {
  constructor(
    private readonly database: Database,
    private readonly inbox: Inbox,
    private readonly outbox: Outbox,
  ) {
    super();
  }

  /** Counts the outcomes that are new, and scores their accounts again. */
  async record(events: readonly HealthEvent[], now: Date): Promise<void> {
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
   * outcome is handled, and its bounce counts once on top. A complaint proves no outcome: it counts once, by itself.
   */
  private async newCounts(tx: Transaction, outcomes: readonly OutcomeRow[]) {
    const ended = outcomes.filter(({ kind }) => kind !== 'complained');
    const bounces = outcomes.filter(({ kind }) => kind === 'bounced');
    const complaints = outcomes.filter(({ kind }) => kind === 'complained');
    return [
      ...(await this.unseen(tx, 'deliverability-health', ended, { ...NOTHING, sent: 1 })),
      ...(await this.unseen(tx, 'deliverability-health-bounced', bounces, { ...NOTHING, bounced: 1 })),
      ...(await this.unseen(tx, 'deliverability-health-complained', complaints, {
        ...NOTHING,
        complained: 1,
      })),
    ];
  }

  /** The outcomes of messages that had none of this kind before, once per message. */
  private async unseen(
    tx: Transaction,
    kind: string,
    outcomes: readonly OutcomeRow[],
    counted: typeof NOTHING,
  ) {
    const bySend = new Map(outcomes.map((outcome) => [outcome.send_id, outcome]));
    const unseen = await this.inbox.unseen(tx, kind, [...bySend.keys()]);
    return [...unseen].map((id) => ({ ...bySend.get(id), ...counted }));
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

const NOTHING = { sent: 0, bounced: 0, complained: 0 };

const outcomeRow = (event: HealthEvent) => ({
  send_id: uuidOf(event.data.send_id),
  account_id: uuidOf(event.data.sending_account_id),
  at: event.data.at,
  kind: kindOf(event),
});

function kindOf(event: HealthEvent): 'sent' | 'bounced' | 'complained' {
  if (isEvent(EmailSpamComplaint, event)) return 'complained';
  return isEvent(EmailBounced, event) ? 'bounced' : 'sent';
}
