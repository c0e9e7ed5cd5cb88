import { Injectable } from '@nestjs/common';
import { Database, deleteOlder, Outbox } from '#database';
import { newId, uuidOf } from '#kernel';
import { Metrics } from '#telemetry';
import type { Consequence, MailRecord } from '../domain/consequences.js';
import { consequenceEvents, type StoredConsequence } from '../events/reply-events.js';
import { ADD, KNOWN } from './mail-records.sql.js';
import { Replies } from './replies.js';

const TABLE = { table: 'received_mail', key: ['key'], age: 'stored_at' };

const KINDS: readonly MailRecord['kind'][] = [
  'reply',
  'auto_reply',
  'unsubscribe_request',
  'complaint',
  'delivery_report',
  'ignored',
  'unreadable',
];

/** The mails that were received, so that each has its consequences once. */
@Injectable()
export class MailRecords {
  private readonly total;

  constructor(
    private readonly database: Database,
    private readonly replies: Replies,
    private readonly outbox: Outbox,
    metrics: Metrics,
  ) {
    this.total = metrics.counter(
      {
        name: 'nimbus_mails_received_total',
        help: 'Mails that were received and stored, by what they are',
        labels: ['kind'],
      },
      KINDS.map((kind) => ({ kind })),
    );
  }

  /** Those of the keys that were recorded before. */
  async known(keys: readonly string[]): Promise<Set<string>> {
    const rows = await this.database.query<{ key: string }>(KNOWN, [keys]);
    return new Set(rows.map(({ key }) => key));
  }

  /** Stores the mails that are new, with their replies and events: all of it or nothing. */
  async add(records: readonly MailRecord[], now: Date): Promise<void> {
    if (records.length === 0) return;
    const distinct = firstOfEachKey(records);
    await this.database.transaction(async (tx) => {
      const rows = distinct.map((record) => rowOf(record, now));
      const added = await tx.query<{ key: string }>(ADD, [JSON.stringify(rows)]);
      const keys = new Set(added.map(({ key }) => key));
      const fresh = distinct.filter(({ received }) => keys.has(received.key));
      const stored = fresh.flatMap(storedConsequences);
      tx.afterCommit(() => {
        for (const { kind } of fresh) this.total.inc({ kind });
      });
      await this.replies.add(tx, repliesOf(stored));
      await this.outbox.add(tx, consequenceEvents(stored));
    });
  }

  /** Deletes records from before an instant, in short statements. */
  async deleteOld(before: Date): Promise<void> {
    while ((await deleteOlder(this.database, TABLE, before)) === 'more');
  }
}

function rowOf({ received, messageId, textHash, kind, reason, consequences }: MailRecord, now: Date) {
  const [message] = consequences.map(messageOf);
  const workspaceId = received.workspaceId ?? message?.workspace_id;
  return {
    key: received.key,
    workspace_id: workspaceId === undefined ? null : uuidOf(workspaceId),
    sending_account_id: received.accountId === null ? null : uuidOf(received.accountId),
    message_id: messageId,
    send_id: message === undefined ? null : uuidOf(message.send_id),
    text_hash: textHash ?? null,
    kind,
    reason,
    received_at: received.receivedAt,
    stored_at: now,
  };
}

const messageOf = (consequence: Consequence) =>
  consequence.kind === 'replied' ? consequence.reply : consequence.message;

const firstOfEachKey = (records: readonly MailRecord[]): MailRecord[] => [
  ...new Map(records.toReversed().map((record) => [record.received.key, record])).values(),
];

const storedConsequences = ({ received, consequences }: MailRecord): StoredConsequence[] =>
  consequences.map((consequence) => ({
    consequence:
      consequence.kind === 'replied'
        ? { kind: 'replied', reply: { ...consequence.reply, id: newId('rep') } }
        : consequence,
    at: received.receivedAt,
  }));

const repliesOf = (stored: readonly StoredConsequence[]) =>
  stored.flatMap(({ consequence }) => (consequence.kind === 'replied' ? [consequence.reply] : []));
