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
import { ADD_ANSWERS, CAMPAIGNS, MAKE_ROOM, RECORD_RECEIPTS } from './warmup-messages.sql.js';

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

type AnswerDay = AnswerTime & { readonly day: string };

/** An answer that is to be sent: as soon as a person would, or on the day after that. */
interface Answer {
  readonly message: ReceivedRow;
  readonly today: AnswerDay;
  readonly later: AnswerDay;
}

type TimedAnswer = AnswerDay & Pick<Answer, 'message'>;

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
      await plan(tx, await answersTo(tx, received, now), now);
    });
  }
}

/** The answers that are to be sent in campaigns that still warm up. */
async function answersTo(tx: Transaction, received: readonly ReceivedRow[], now: Date): Promise<Answer[]> {
  const answered = received.filter(
    ({ id, depth, message_id }) => message_id !== null && isAnswered(idOf('send', id), depth),
  );
  if (answered.length === 0) return [];
  const ids = answered.map(({ campaign_id }) => campaign_id);
  const rows = await tx.query<WarmupCampaignRow>(CAMPAIGNS, [ids]);
  const campaigns = new Map(rows.map((row) => [row.campaign_id, warmupCampaignOf(row)]));
  return answered.flatMap((message) => {
    const campaign = campaigns.get(message.campaign_id);
    return campaign === undefined ? [] : [answerTo(message, campaign, now)];
  });
}

function answerTo(message: ReceivedRow, campaign: WarmupCampaign, now: Date): Answer {
  const id = idOf('send', message.id);
  const arrivedAt = message.received_at < now ? message.received_at : now;
  const today = answerTime(id, arrivedAt, campaign.window);
  const later = nextDay(id, today, campaign.window);
  const withDay = (time: AnswerTime): AnswerDay => ({ ...time, day: dayOf(campaign, time.open.from) });
  return { message, today: withDay(today), later: withDay(later) };
}

/** Each within the ramp of its day, or else on the next day of its campaign. */
async function plan(tx: Transaction, answers: readonly Answer[], now: Date): Promise<void> {
  const planned: TimedAnswer[] = [];
  let waiting = answers;
  for (const time of ['today', 'later'] as const) {
    const timed = waiting.map(({ message, [time]: at }) => ({ message, ...at }));
    const free = await roomFor(tx, timed, now);
    planned.push(...timed.filter(({ message }) => free.has(message.id)));
    waiting = waiting.filter(({ message }) => !free.has(message.id));
  }
  if (planned.length > 0) await tx.query(ADD_ANSWERS, [JSON.stringify(planned.map(answerRow))]);
}

/** The messages whose answers have room. */
async function roomFor(tx: Transaction, answers: readonly TimedAnswer[], now: Date): Promise<Set<string>> {
  if (answers.length === 0) return new Set();
  const wanted = answers.map(({ message: { id, campaign_id, to_account_id: account_id }, day }) => ({
    id,
    campaign_id,
    account_id,
    day,
  }));
  const rows = await tx.query<{ id: string }>(MAKE_ROOM, [JSON.stringify(wanted), now]);
  return new Set(rows.map(({ id }) => id));
}

const answerRow = ({ message, day, dueAt, open }: TimedAnswer) => ({
  id: uuidOf(newId('send')),
  workspace_id: message.workspace_id,
  campaign_id: message.campaign_id,
  from_account_id: message.to_account_id,
  to_account_id: message.from_account_id,
  day,
  thread_id: message.thread_id,
  depth: message.depth + 1,
  answers: message.id,
  references: [...message.references, ...(message.message_id === null ? [] : [message.message_id])],
  due_at: dueAt,
  closes_at: open.until,
});

const receiptRow = ({ id, workspaceId, accountId, placement, messageId, at }: WarmupReceipt) => ({
  id: uuidOf(id),
  workspace_id: uuidOf(workspaceId),
  account_id: uuidOf(accountId),
  placement,
  message_id: messageId,
  at,
});
