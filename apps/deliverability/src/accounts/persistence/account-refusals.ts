import { Injectable } from '@nestjs/common';
import { MailboxOpened, MailboxRefused, type EventOf, type LoginRefused } from '#contracts';
import { Database, Inbox, Outbox, type Transaction } from '#database';
import { uuidOf } from '#kernel';
import { isEvent } from '#messaging';
import {
  mailboxReason,
  refusalReason,
  type Refuser,
  type SendingAccount,
} from '../domain/sending-account.js';
import { accountChangedEvents } from '../events/sending-account-events.js';
import { AccountLog } from './account-log.js';
import { MARK_MAILBOX_SEEN, MARK_OPENED, MARK_REFUSED } from './account-refusals.sql.js';
import { ownEvents } from './own-events.js';
import { accountOf, type SendingAccountRow } from './sending-account.row.js';

type Refusal = EventOf<typeof LoginRefused>;
type MailboxEvent = EventOf<typeof MailboxRefused> | EventOf<typeof MailboxOpened>;

/** Accounts whose servers refuse them go out of service, and those whose mailbox opens again come back. */
@Injectable()
export class AccountRefusals {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly inbox: Inbox,
    private readonly log: AccountLog,
  ) {}

  /** Takes the active ones among them out of service, and publishes it; each refusal counts once. */
  async bySmtp(refusals: readonly Refusal[], now: Date): Promise<void> {
    await this.database.transaction(async (tx) => {
      const fresh = await this.newest(tx, 'deliverability-logins', refusals);
      const rows = fresh.map((event) => refusalRow('smtp', event.data, refusalReason(event.data)));
      await this.log.refused(tx, await this.mark(tx, MARK_REFUSED, rows, now));
    });
  }

  /** As a mailbox was last seen, refused or open again, in whatever order the events come. */
  async byImap(events: readonly MailboxEvent[], now: Date): Promise<void> {
    await this.database.transaction(async (tx) => {
      const fresh = await lastSeen(tx, await this.newest(tx, 'deliverability-mailboxes', events));
      const refused = fresh
        .filter((event) => isEvent(MailboxRefused, event))
        .map(({ data }) => refusalRow('imap', data, mailboxReason(data.answer)));
      const opened = fresh
        .filter((event) => isEvent(MailboxOpened, event))
        .map(({ data }) => ({ account_id: uuidOf(data.sending_account_id), version: data.version }));
      await this.log.refused(tx, await this.mark(tx, MARK_REFUSED, refused, now));
      await this.mark(tx, MARK_OPENED, opened, now);
    });
  }

  private async mark(
    tx: Transaction,
    statement: string,
    rows: readonly object[],
    now: Date,
  ): Promise<SendingAccount[]> {
    if (rows.length === 0) return [];
    const marked = (await tx.query<SendingAccountRow>(statement, [JSON.stringify(rows), now])).map(accountOf);
    await this.outbox.add(tx, accountChangedEvents(marked));
    return marked;
  }

  /** The latest one of each account, of the events that were not handled before. */
  private async newest<E extends Refusal | MailboxEvent>(
    tx: Transaction,
    consumer: string,
    events: readonly E[],
  ): Promise<E[]> {
    const own = await ownEvents(tx, events);
    const unseen = await this.inbox.unseen(
      tx,
      consumer,
      own.map(({ id }) => uuidOf(id)),
    );
    const fresh = own
      .filter(({ id }) => unseen.has(uuidOf(id)))
      .toSorted((a, b) => Date.parse(a.data.at) - Date.parse(b.data.at));
    return [...new Map(fresh.map((event) => [event.data.sending_account_id, event])).values()];
  }
}

async function lastSeen(tx: Transaction, events: readonly MailboxEvent[]): Promise<MailboxEvent[]> {
  if (events.length === 0) return [];
  const seen = events.map(({ data }) => ({ account_id: uuidOf(data.sending_account_id), at: data.at }));
  const rows = await tx.query<{ id: string }>(MARK_MAILBOX_SEEN, [JSON.stringify(seen)]);
  const last = new Set(rows.map(({ id }) => id));
  return events.filter(({ data }) => last.has(uuidOf(data.sending_account_id)));
}

const refusalRow = (
  by: Refuser,
  {
    sending_account_id,
    version,
  }: { sending_account_id: Refusal['data']['sending_account_id']; version?: number | undefined },
  reason: string,
) => ({ account_id: uuidOf(sending_account_id), version: version ?? null, refused_by: by, reason });
