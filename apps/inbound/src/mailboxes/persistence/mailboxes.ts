import { Injectable } from '@nestjs/common';
import type { AccountChanged, EventOf } from '#contracts';
import { Database, Outbox } from '#database';
import { idOf, uuidOf, type Id } from '#kernel';
import { newestOfEach } from '#messaging';
import type { Cursor, Mailbox } from '../domain/mailbox.js';
import { openedMessages, refusedMessages } from '../events/mailbox-events.js';
import { mailboxOf, type MailboxRow } from './mailbox.row.js';
import {
  LOAD_HELD,
  MOVE_CURSOR,
  RECORD_FAILURE,
  RECORD_OPENED,
  RECORD_REFUSAL,
  STORE_MAILBOXES,
} from './mailboxes.sql.js';

type AccountEvent = EventOf<typeof AccountChanged>;

/** A mailbox that this process holds, and the version of the account whose credentials are used. */
export interface Turn {
  readonly reader: string;
  readonly accountId: Id<'ea'>;
  readonly version: number;
}

/** The mailboxes of sending accounts: a copy of what `deliverability` says of them, and how far each was read. */
@Injectable()
export class Mailboxes {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /** Stores accounts that are newer than the stored ones. An event that names another workspace changes nothing. */
  async store(events: readonly AccountEvent[]): Promise<void> {
    const rows = newestOfEach(events, ({ data }) => data.sending_account_id).map(accountRow);
    await this.database.query(STORE_MAILBOXES, [JSON.stringify(rows)]);
  }

  /** Those of the accounts that the process still holds. */
  async held(reader: string, accounts: readonly Id<'ea'>[]): Promise<Mailbox[]> {
    const rows = await this.database.query<MailboxRow>(LOAD_HELD, [reader, accounts.map(uuidOf)]);
    return rows.map(mailboxOf);
  }

  /** Resolves with false when another process has taken over the mailbox. */
  async moveCursor({ reader, accountId }: Turn, cursor: Cursor): Promise<boolean> {
    const { source, uidValidity, lastUid, readUntil } = cursor;
    const values = [reader, uuidOf(accountId), source, uidValidity, lastUid, readUntil];
    return (await this.database.query(MOVE_CURSOR, values)).length > 0;
  }

  async recordFailure(
    { reader, accountId, version }: Turn,
    failures: number,
    nextTryAt: Date,
  ): Promise<void> {
    await this.database.query(RECORD_FAILURE, [reader, uuidOf(accountId), failures, nextTryAt, version]);
  }

  async recordRefusal({ reader, accountId, version }: Turn, answer: string, at: Date): Promise<void> {
    await this.database.transaction(async (tx) => {
      const params = [reader, uuidOf(accountId), version, at];
      const [row] = await tx.query<{ workspace_id: string; is_news: boolean }>(RECORD_REFUSAL, params);
      if (row?.is_news !== true) return;
      const login = { accountId, workspaceId: idOf('ws', row.workspace_id), version, at };
      await this.outbox.add(tx, refusedMessages(login, answer));
    });
  }

  async recordOpened({ reader, accountId, version }: Turn, at: Date): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [row] = await tx.query<{ workspace_id: string }>(RECORD_OPENED, [reader, uuidOf(accountId)]);
      if (row === undefined) return;
      const login = { accountId, workspaceId: idOf('ws', row.workspace_id), version, at };
      await this.outbox.add(tx, openedMessages(login));
    });
  }
}

/** The mailbox of a paused account is read, and that of a refused one too: it may work again. */
const accountRow = ({ workspaceid, data }: AccountEvent) => ({
  account_id: uuidOf(data.sending_account_id),
  workspace_id: uuidOf(workspaceid),
  version: data.version,
  is_read: data.reads_replies === true && data.deleted !== true && data.status !== 'disconnected',
  warms_up: data.warms_up === true,
});
