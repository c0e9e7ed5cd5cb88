import { Injectable } from '@nestjs/common';
import { Database, deleteOlder, Outbox } from '#database';
import { idOf, uuidOf, type Id } from '#kernel';
import type { WarmupMail, WarmupReceipt } from '../domain/warmup-mail.js';
import { receivedMessages } from '../events/warmup-events.js';

const TABLE = { table: 'warmup_receipt', key: ['send_id'], age: 'stored_at' };

/** Stores the mails $1 that are the first with their token: $2 now. */
const ADD = `
  insert into warmup_receipt (send_id, workspace_id, account_id, message_id, placement, received_at, stored_at)
  select send_id, workspace_id, account_id, message_id, placement, received_at, $2::timestamptz
  from jsonb_populate_recordset(null::warmup_receipt, $1::jsonb)
  order by send_id
  on conflict do nothing
  returning send_id`;

const FIND = `
  select send_id, account_id, message_id, placement, moved_at is not null as is_moved
  from warmup_receipt where send_id = any ($1::uuid[])`;

const MARK_MOVED = `
  update warmup_receipt set moved_at = $2 where send_id = any ($1::uuid[]) and placement = 'spam' and moved_at is null`;

interface ReceiptRow {
  readonly send_id: string;
  readonly account_id: string;
  readonly message_id: string | null;
  readonly placement: 'inbox' | 'spam';
  readonly is_moved: boolean;
}

/** The warmup messages that have arrived: the token of each is used once. */
@Injectable()
export class WarmupReceipts {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /** Stores mails whose token is new, with their events, and resolves with what is known of all of them. */
  async add(mails: readonly WarmupMail[], now: Date): Promise<Map<Id<'send'>, WarmupReceipt>> {
    const first = new Map(mails.toReversed().map((mail) => [uuidOf(mail.sendId), mail]));
    return this.database.transaction(async (tx) => {
      const rows = [...first].map(([send_id, mail]) => rowOf(send_id, mail));
      const added = await tx.query<{ send_id: string }>(ADD, [JSON.stringify(rows), now]);
      const fresh = added.flatMap(({ send_id }) => first.get(send_id) ?? []);
      await this.outbox.add(tx, receivedMessages(fresh));
      const known = await tx.query<ReceiptRow>(FIND, [[...first.keys()]]);
      return new Map(known.map((row) => [idOf('send', row.send_id), receiptOf(row)]));
    });
  }

  async markMoved(sends: readonly Id<'send'>[], now: Date): Promise<void> {
    await this.database.query(MARK_MOVED, [sends.map(uuidOf), now]);
  }

  async deleteOld(before: Date): Promise<void> {
    while ((await deleteOlder(this.database, TABLE, before)) === 'more');
  }
}

const rowOf = (
  send_id: string,
  { workspaceId, accountId, messageId, placement, receivedAt }: WarmupMail,
) => ({
  send_id,
  workspace_id: uuidOf(workspaceId),
  account_id: uuidOf(accountId),
  message_id: messageId,
  placement,
  received_at: receivedAt,
});

const receiptOf = (row: ReceiptRow): WarmupReceipt => ({
  sendId: idOf('send', row.send_id),
  accountId: idOf('ea', row.account_id),
  messageId: row.message_id,
  placement: row.placement,
  isMoved: row.is_moved,
});
