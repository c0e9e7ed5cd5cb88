import { Injectable } from '@nestjs/common';
import type { ImapCredentials } from '#contracts';
import { Clock } from '#kernel';
import { batchesOf } from '#messaging';
import { Outbound } from '#outbound';
import { MAX_MAIL_BYTES } from '../../mail/index.js';
import type { ReceivedMail } from '../../replies/index.js';
import { ImapSession, type ListedMessage } from '../clients/imap-session.js';
import type { Cursor, Mailbox } from '../domain/mailbox.js';
import { cursorAfter, cursorAtEnd, firstCursor, readingPlan } from '../domain/reading-plan.js';
import { Mailboxes, type Turn } from '../persistence/mailboxes.js';
import { HandOverMails } from './hand-over-mails.js';
import { MailMemory } from './mail-memory.js';

/** Messages that are listed at once, and those that are received in one transaction. */
const LISTED = 500;
const BATCH = { maxItems: 20, maxBytes: 4_194_304 };

const TOO_LARGE = 'larger than 25 MB';
/** A reply with a large attachment begins with its text, and whoever wrote it expects to be heard. */
const BEGINNING_BYTES = 262_144;
const NOT_GIVEN = 'its server does not give it';

/** A mailbox whose turn it is, and the signal that ends the turn. */
export interface ReadingTurn extends Turn {
  readonly mailbox: Mailbox;
  readonly credentials: ImapCredentials;
  readonly signal: AbortSignal;
  /** Called when the login has succeeded. */
  readonly onOpened: () => void;
}

/** A turn with its connection. */
interface Reading extends ReadingTurn {
  readonly session: ImapSession;
}

/** Reads one mailbox over one connection, as long as it lasts. The cursor moves when the mails are received for good. */
@Injectable()
export class ReadMailbox {
  constructor(
    private readonly mailboxes: Mailboxes,
    private readonly handOver: HandOverMails,
    private readonly memory: MailMemory,
    private readonly outbound: Outbound,
    private readonly clock: Clock,
  ) {}

  /** Never resolves: rejects with the error that ended the connection. */
  async execute(turn: ReadingTurn): Promise<never> {
    const { credentials, signal } = turn;
    const options = { outbound: this.outbound, maxMailBytes: MAX_MAIL_BYTES, signal };
    const session = await ImapSession.open(credentials, options);
    try {
      turn.onOpened();
      if (turn.mailbox.isRefused) await this.mailboxes.recordOpened(turn, this.clock.now());
      const reading = { ...turn, session };
      let cursor = await this.position(reading);
      for (;;) {
        cursor = await this.readAfter(reading, cursor);
        await session.untilNews();
      }
    } finally {
      session.close();
    }
  }

  private async position(reading: Reading): Promise<Cursor> {
    const { opened } = reading.session;
    const plan = readingPlan(reading.mailbox.cursor, opened);
    if (plan.kind === 'after') return plan.cursor;

    const cursor =
      plan.kind === 'since'
        ? cursorAtEnd(opened, await this.catchUp(reading, plan.time))
        : firstCursor(opened, this.clock.now());
    return this.move(reading, cursor);
  }

  /**
   * Reads what arrived since `time` into a mailbox whose numbers have changed. The cursor moves at the end only: its number
   * would leave out messages that an interruption kept waiting. Resolves with the newest time of arrival.
   */
  private async catchUp(reading: Reading, time: Date): Promise<Date> {
    const { session } = reading;
    const { uidNext } = session.opened;
    const numbers = (await session.numbersSince(time)).filter((uid) => uid < uidNext);
    let newest = time;
    for (const listed of batchesOf(numbers, { maxItems: LISTED })) {
      const recent = (await session.list(listed)).filter(({ arrivedAt }) => arrivedAt >= time);
      for (const batch of batchesOf(recent, { ...BATCH, bytesOf })) await this.receive(reading, batch);
      newest = new Date(Math.max(newest.getTime(), ...recent.map(({ arrivedAt }) => arrivedAt.getTime())));
    }
    return new Date(Math.min(newest.getTime(), this.clock.now().getTime()));
  }

  private async readAfter(reading: Reading, start: Cursor): Promise<Cursor> {
    const { session } = reading;
    let cursor = start;
    const numbers = await session.numbersAfter(start.lastUid);
    for (const listed of batchesOf(numbers, { maxItems: LISTED })) {
      for (const batch of batchesOf(await session.list(listed), { ...BATCH, bytesOf })) {
        await this.receive(reading, batch);
        cursor = await this.move(reading, this.after(cursor, batch));
      }
    }
    return cursor;
  }

  private after(cursor: Cursor, batch: readonly ListedMessage[]): Cursor {
    const now = this.clock.now();
    return batch.reduce((moved, { uid, arrivedAt }) => cursorAfter(moved, uid, arrivedAt, now), cursor);
  }

  private async move(turn: ReadingTurn, cursor: Cursor): Promise<Cursor> {
    if (await this.mailboxes.moveCursor(turn, cursor)) return cursor;
    throw new Error('another process has taken over the mailbox');
  }

  private async receive(reading: Reading, batch: readonly ListedMessage[]): Promise<void> {
    const bytes = batch.reduce((sum, message) => sum + bytesOf(message), 0);
    await this.memory.holding(bytes, async () => {
      const mails: ReceivedMail[] = [];
      for (const message of batch) {
        const raw = await rawOf(reading.session, message);
        if (raw !== undefined) mails.push(mailOf(reading, message, raw));
      }
      reading.signal.throwIfAborted();
      await this.handOver.execute(mails);
    });
  }
}

const bytesOf = ({ size }: ListedMessage): number => (size > MAX_MAIL_BYTES ? BEGINNING_BYTES : size);

/**
 * Only the beginning of a message above the limit; undefined for one that was deleted meanwhile. Servers may name a size
 * that is not the real one.
 */
async function rawOf(
  session: ImapSession,
  { uid, size }: ListedMessage,
): Promise<ReceivedMail['raw'] | undefined> {
  const most = size > MAX_MAIL_BYTES ? BEGINNING_BYTES : MAX_MAIL_BYTES + 1;
  const raw = await session.download(uid, most);
  if (raw === 'refused') return { unreadable: NOT_GIVEN };

  return raw !== undefined && raw.length > MAX_MAIL_BYTES ? { unreadable: TOO_LARGE } : raw;
}

/** The number of a message names it only together with its mailbox and the validity of its numbers. */
const mailOf = (
  { mailbox, credentials, session }: Reading,
  { uid, arrivedAt }: ListedMessage,
  raw: ReceivedMail['raw'],
): ReceivedMail => ({
  workspaceId: mailbox.workspaceId,
  accountId: mailbox.accountId,
  accountEmail: credentials.email,
  key: `imap:${mailbox.accountId}:${session.opened.source}:${session.opened.uidValidity}:${uid}`,
  raw,
  receivedAt: arrivedAt,
});
