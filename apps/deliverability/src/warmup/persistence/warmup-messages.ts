import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import { idOf, uuidOf, type Id } from '#kernel';
import { NOTHING_KNOWN, type MessageFact } from '../../health/domain/message-fact.js';
import { ARRIVED, CLAIM_DUE, RECORD_OUTCOMES, SETTLE } from './warmup-messages.sql.js';

/** A message that is to be handed to the dispatcher. */
export interface DueMessage {
  readonly id: Id<'send'>;
  readonly workspaceId: Id<'ws'>;
  readonly campaignId: Id<'camp'>;
  readonly from: Id<'ea'>;
  readonly fromName: string;
  readonly toName: string;
  readonly toEmail: string;
  readonly threadId: Id<'send'>;
  /** The message ids of its thread, oldest first. */
  readonly references: readonly string[];
  readonly dueAt: Date;
}

/** The answer of the dispatcher. */
export interface Settlement {
  readonly id: Id<'send'>;
  readonly status: 'planned' | 'handed_over' | 'dropped';
  readonly retryAt: Date | null;
}

export interface WarmupOutcome {
  readonly id: Id<'send'>;
  readonly workspaceId: Id<'ws'>;
  readonly status: 'sent' | 'bounced' | 'failed' | 'indeterminate';
  readonly at: string;
}

interface ArrivedRow {
  readonly id: string;
  readonly workspace_id: string;
  readonly campaign_id: string;
  readonly from_account_id: string;
  readonly sent_at: Date;
  readonly placement: 'inbox' | 'spam';
}

interface DueRow {
  readonly id: string;
  readonly workspace_id: string;
  readonly campaign_id: string;
  readonly from_account_id: string;
  readonly thread_id: string;
  readonly references: readonly string[];
  readonly due_at: Date;
  readonly status: 'planned' | 'dropped';
  readonly from_name: string;
  readonly to_name: string;
  readonly to_email: string;
}

/** The messages of warmup campaigns on their way out. */
@Injectable()
export class WarmupMessages {
  constructor(private readonly database: Database) {}

  /** Up to `limit` messages that only this process hands over now. */
  async claimDue(limit: number, now: Date): Promise<DueMessage[]> {
    const rows = await this.database.query<DueRow>(CLAIM_DUE, [now, limit]);
    return rows.filter(({ status }) => status === 'planned').map(dueMessage);
  }

  async settle(settlements: readonly Settlement[]): Promise<void> {
    if (settlements.length === 0) return;
    await this.database.query(SETTLE, [
      settlements.map(({ id }) => uuidOf(id)),
      settlements.map(({ status }) => status),
      settlements.map(({ retryAt }) => retryAt),
    ]);
  }

  /** Idempotent, whatever the order. */
  async recordOutcomes(outcomes: readonly WarmupOutcome[]): Promise<void> {
    const rows = [...new Map(outcomes.map((outcome) => [outcome.id, outcome])).values()].map((outcome) => ({
      id: uuidOf(outcome.id),
      workspace_id: uuidOf(outcome.workspaceId),
      status: outcome.status,
      at: outcome.at,
    }));
    await this.database.query(RECORD_OUTCOMES, [JSON.stringify(rows)]);
  }

  /** The facts of those of the messages that have arrived, for the health of their senders. */
  async arrived(ids: readonly Id<'send'>[]): Promise<MessageFact[]> {
    const rows = await this.database.query<ArrivedRow>(ARRIVED, [ids.map(uuidOf)]);
    return rows.map(({ id, workspace_id, campaign_id, from_account_id, sent_at, placement }) => ({
      ...NOTHING_KNOWN,
      send_id: id,
      workspace_id,
      account_id: from_account_id,
      campaign_id,
      warmup: true,
      sent_at,
      placement,
    }));
  }
}

const dueMessage = (row: DueRow): DueMessage => ({
  id: idOf('send', row.id),
  workspaceId: idOf('ws', row.workspace_id),
  campaignId: idOf('camp', row.campaign_id),
  from: idOf('ea', row.from_account_id),
  fromName: row.from_name,
  toName: row.to_name,
  toEmail: row.to_email,
  threadId: idOf('send', row.thread_id),
  references: row.references,
  dueAt: row.due_at,
});
