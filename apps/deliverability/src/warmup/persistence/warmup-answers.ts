import { Injectable } from '@nestjs/common';
import type { Placement } from '#contracts';
import { Database, type Transaction } from '#database';
import { idOf, newId, uuidOf, type Id } from '#kernel';
import { answerTime, isAnswered, nextDay, type AnswerTime } from '../domain/warmup-answer.js';
import {
  dayOf,
  warmupCampaignOf,
  type WarmupCampaign,
  type WarmupCampaignRow,
} from './warmup-campaign.row.js';
import { ADD_ANSWER, CAMPAIGNS, MAKE_ROOM, RECORD_RECEIPTS } from './warmup-messages.sql.js';

/** A message that has arrived in a mailbox. */
export interface WarmupReceipt {
  readonly id: Id<'send'>;
  readonly workspaceId: Id<'ws'>;
  /** The account whose mailbox it is in. */
  readonly accountId: Id<'ea'>;
  readonly placement: Placement;
  readonly messageId: string | null;
  readonly at: string;
}

interface ReceivedRow {
  readonly id: string;
  readonly campaign_id: string;
  readonly workspace_id: string;
  readonly from_account_id: string;
  readonly to_account_id: string;
  readonly thread_id: string;
  readonly depth: number;
  readonly references: readonly string[];
  readonly received_at: Date;
  readonly message_id: string | null;
}

/** The messages that have arrived, and what their recipients answer. */
@Injectable()
export class WarmupAnswers {
  constructor(private readonly database: Database) {}

  /** Idempotent: each message arrives once, and is answered once at most. */
  async receive(receipts: readonly WarmupReceipt[], now: Date): Promise<void> {
    const first = new Map(receipts.toReversed().map((receipt) => [receipt.id, receipt]));
    await this.database.transaction(async (tx) => {
      const received = await tx.query<ReceivedRow>(RECORD_RECEIPTS, [
        JSON.stringify([...first.values()].map(receiptRow)),
      ]);
      const answered = received.filter(
        ({ id, depth, message_id }) => message_id !== null && isAnswered(idOf('send', id), depth),
      );
      const ids = answered.map(({ campaign_id }) => campaign_id);
      const rows = await tx.query<WarmupCampaignRow>(CAMPAIGNS, [ids]);
      const campaigns = new Map(rows.map((row) => [row.campaign_id, warmupCampaignOf(row)]));
      for (const message of answered) {
        const campaign = campaigns.get(message.campaign_id);
        if (campaign !== undefined) await plan(tx, message, campaign, now);
      }
    });
  }
}

/** Within the ramp of its day, or on the next day of the campaign. */
async function plan(
  tx: Transaction,
  message: ReceivedRow,
  campaign: WarmupCampaign,
  now: Date,
): Promise<void> {
  const id = idOf('send', message.id);
  const arrivedAt = message.received_at < now ? message.received_at : now;
  const today = answerTime(id, arrivedAt, campaign.window);
  for (const time of [today, nextDay(id, today, campaign.window)]) {
    const day = dayOf(campaign, time.open.from);
    const [room] = await tx.query<{ free: boolean }>(MAKE_ROOM, [
      message.campaign_id,
      message.to_account_id,
      day,
      now,
    ]);
    if (room === undefined) return;
    if (room.free) return add(tx, message, { ...time, day });
  }
}

async function add(
  tx: Transaction,
  message: ReceivedRow,
  { dueAt, open, day }: AnswerTime & { readonly day: string },
): Promise<void> {
  const { message_id } = message;
  const answer = {
    id: uuidOf(newId('send')),
    workspace_id: message.workspace_id,
    campaign_id: message.campaign_id,
    from_account_id: message.to_account_id,
    to_account_id: message.from_account_id,
    day,
    thread_id: message.thread_id,
    depth: message.depth + 1,
    answers: message.id,
    references: [...message.references, ...(message_id === null ? [] : [message_id])],
    due_at: dueAt,
    closes_at: open.until,
  };
  await tx.query(ADD_ANSWER, [JSON.stringify(answer)]);
}

const receiptRow = ({ id, workspaceId, accountId, placement, messageId, at }: WarmupReceipt) => ({
  id: uuidOf(id),
  workspace_id: uuidOf(workspaceId),
  account_id: uuidOf(accountId),
  placement,
  message_id: messageId,
  at,
});
