import { Injectable, Logger } from '@nestjs/common';
import type { ContactDeleted, EventOf, ListReplies, RequestOf } from '#contracts';
import { Database, deleteOlder, Outbox, type Transaction } from '#database';
import { notFound, unavailable, uuidOf, type Id } from '#kernel';
import { uuidIn } from '#messaging';
import { SecretBox, UnreadableSecret } from '#secrets';
import type { Reply } from '../domain/reply.js';
import { correctionEvents } from '../events/reply-events.js';
import {
  ADD,
  DELETE_OF_CONTACTS,
  DELETE_TEXTS,
  listReplies,
  LOCK_ONE,
  ONE,
  SAVE_CORRECTION,
} from './replies.sql.js';
import {
  listedReplyOf,
  replyOf,
  rowOf,
  type ListedReply,
  type ListedReplyRow,
  type ReplyRow,
} from './reply.row.js';

const BATCH = 1_000;

const DELETED_CONTACTS = {
  table: 'deleted_contact',
  key: ['workspace_id', 'contact_id'],
  age: 'deleted_at',
};

interface ReplyRef {
  readonly workspace_id: Id<'ws'>;
  readonly reply_id: Id<'rep'>;
}

@Injectable()
export class Replies {
  private readonly logger = new Logger(Replies.name);

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly secrets: SecretBox,
  ) {}

  /** Without their events. */
  async add(tx: Transaction, replies: readonly Reply[]): Promise<void> {
    if (replies.length === 0) return;
    await tx.query(ADD, [JSON.stringify(replies.map((reply) => rowOf(reply, this.secrets)))]);
  }

  /** Newest first; one row more than a page tells whether there is a next page. */
  async page(query: RequestOf<typeof ListReplies>): Promise<ListedReply[]> {
    const { sql, values } = listReplies({
      workspace: uuidOf(query.workspace_id),
      campaign: query.campaign_id && uuidOf(query.campaign_id),
      contact: query.contact_id && uuidOf(query.contact_id),
      intents: query.intent,
      after: uuidIn(query.cursor, 'rep'),
      limit: query.page_size + 1,
    });
    const rows = await this.database.query<ListedReplyRow>(sql, values);
    return rows.map(listedReplyOf);
  }

  async get({ workspace_id, reply_id }: ReplyRef): Promise<Reply> {
    const [row] = await this.database.query<ReplyRow>(ONE, [uuidOf(workspace_id), uuidOf(reply_id)]);
    return this.opened(row, reply_id);
  }

  /** Stores the decision on the reply with its events, while nobody else can change the reply. */
  correct({ workspace_id, reply_id }: ReplyRef, decide: (reply: Reply) => Reply): Promise<Reply> {
    return this.database.transaction(async (tx) => {
      const [row] = await tx.query<ReplyRow>(LOCK_ONE, [uuidOf(workspace_id), uuidOf(reply_id)]);
      const reply = this.opened(row, reply_id);
      const next = decide(reply);
      if (next.version === reply.version) return reply;

      await tx.query(SAVE_CORRECTION, [JSON.stringify(rowOf(next, this.secrets))]);
      const unsubscribes = next.intent === 'unsubscribe' && reply.intent !== 'unsubscribe';
      await this.outbox.add(tx, correctionEvents(next, unsubscribes));
      return next;
    });
  }

  async deleteOfContacts(deletions: readonly EventOf<typeof ContactDeleted>[]): Promise<void> {
    await this.database.query(DELETE_OF_CONTACTS, [
      deletions.map(({ data }) => uuidOf(data.contact.id)),
      deletions.map(({ workspaceid }) => uuidOf(workspaceid)),
      deletions.map(({ time }) => time),
    ]);
  }

  /** Forgets which contacts were deleted before an instant: no mail of them comes any more. */
  async forgetDeletions(before: Date): Promise<void> {
    while ((await deleteOlder(this.database, DELETED_CONTACTS, before)) === 'more');
  }

  /** Deletes the texts of replies from before an instant, in short statements. */
  async deleteTexts(before: Date): Promise<void> {
    for (;;) {
      const [deleted] = await this.database.query<{ rows: number }>(DELETE_TEXTS, [before, BATCH]);
      if (deleted === undefined || deleted.rows < BATCH) return;
    }
  }

  private opened(row: ReplyRow | undefined, replyId: Id<'rep'>): Reply {
    if (row === undefined) throw notFound('reply', replyId);
    try {
      return replyOf(row, this.secrets);
    } catch (error) {
      if (!(error instanceof UnreadableSecret)) throw error;
      this.logger.error(error.message);
      throw unavailable('the text of the reply cannot be decrypted: an earlier key is missing', error);
    }
  }
}
