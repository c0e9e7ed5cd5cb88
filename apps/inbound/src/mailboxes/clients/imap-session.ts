import type { ImapFlow } from 'imapflow';
import type { ImapCredentials } from '#contracts';
import { Alarm } from '#kernel';
import type { OpenedMailbox } from '../domain/reading-plan.js';
import { loggedIn, type ConnectionOptions } from './imap-connection.js';
import { isRefusedForGood } from './imap-failure.js';
import { sourceOf } from './imap-options.js';

/**
 * A session that waits looks for itself now and then, because not every server tells of every message, and firewalls
 * forget. It polls where the server does not tell at all.
 */
const WAITS = { lookMs: 4 * 60_000, pollMs: 60_000 };

const INBOX = 'INBOX';

/** A message as the server lists it. */
export interface ListedMessage {
  readonly uid: number;
  readonly size: number;
  readonly arrivedAt: Date;
}

interface SessionOptions extends ConnectionOptions {
  readonly waits?: typeof WAITS;
}

/** Hears from the first moment on what a client tells: an error that nobody hears ends the process. */
class SessionEvents {
  readonly news = new Alarm();
  /** Why the session has ended. */
  failure: Error | undefined;

  constructor(client: ImapFlow) {
    client.on('error', (error: Error) => this.end(error));
    client.on('close', () => this.end(new Error('the connection was closed')));
    client.on('exists', () => this.news.ring());
  }

  private end(error: Error): void {
    this.failure ??= error;
    this.news.ring();
  }
}

/** One logged-in connection to the mailbox of a sending account, which changes nothing there: not even what is unread. */
export class ImapSession {
  private constructor(
    private readonly client: ImapFlow,
    private readonly events: SessionEvents,
    /** The mailbox as it was when it was opened. */
    readonly opened: OpenedMailbox,
    private readonly waits: typeof WAITS,
  ) {}

  /** Rejects with HostRefused or with imapflow's error. */
  static async open(credentials: ImapCredentials, options: SessionOptions): Promise<ImapSession> {
    return loggedIn(credentials, options, async (client, login) => {
      const events = new SessionEvents(client);
      await login();
      const { uidValidity, uidNext } = await client.mailboxOpen(INBOX, { readOnly: true });
      const opened = {
        source: sourceOf(credentials.imap),
        uidValidity: Number(uidValidity),
        uidNext: Number.isInteger(uidNext) ? uidNext : await nextNumber(client),
      };
      return new ImapSession(client, events, opened, options.waits ?? WAITS);
    });
  }

  /** The numbers above `uid`, in order. */
  async numbersAfter(uid: number): Promise<number[]> {
    const found = await this.client.search({ uid: `${uid + 1}:*` }, { uid: true });
    if (!Array.isArray(found)) throw new Error('the server did not search the mailbox');
    // The last message is always in the range `n:*`, also where its number is below n (RFC 9051, section 9).
    return found.filter((each) => each > uid).toSorted((a, b) => a - b);
  }

  /** The numbers of messages that arrived on the day before `time` or later: servers compare days, in zones of their own. */
  async numbersSince(time: Date): Promise<number[]> {
    const found = await this.client.search({ since: new Date(time.getTime() - DAY_MS) }, { uid: true });
    if (!Array.isArray(found)) throw new Error('the server did not search the mailbox');
    return found.toSorted((a, b) => a - b);
  }

  /** Sizes and times of arrival, in order. A message that was deleted meanwhile is left out. */
  async list(uids: readonly number[]): Promise<ListedMessage[]> {
    const query = { uid: true, size: true, internalDate: true };
    const found = await this.client.fetchAll([...uids], query, { uid: true });
    return found
      .map(({ uid, size, internalDate }) => ({ uid, size: size ?? 0, arrivedAt: dateOf(internalDate) }))
      .toSorted((a, b) => a.uid - b.uid);
  }

  /**
   * The first `maxBytes` bytes of a message, which stays unread. Undefined when it was deleted meanwhile, and `refused` when
   * the server will never give it: Exchange does not give what it cannot convert.
   */
  async download(uid: number, maxBytes: number): Promise<Buffer | 'refused' | undefined> {
    const query = { uid: true, source: { maxLength: maxBytes } };
    try {
      const found = await this.client.fetchOne(String(uid), query, { uid: true });
      return found === false ? undefined : (found.source ?? 'refused');
    } catch (error) {
      if (isRefusedForGood(error)) return 'refused';
      throw error;
    }
  }

  /** Resolves when there may be new messages; rejects when the session has ended. */
  async untilNews(): Promise<void> {
    const tells = this.client.capabilities.has('IDLE');
    // Ends with the next command. Its failure is that of the session, or leaves the look after a while.
    if (tells) void this.client.idle().catch(() => undefined);
    if (this.events.failure === undefined)
      await this.events.news.sleep(tells ? this.waits.lookMs : this.waits.pollMs);
    if (this.events.failure !== undefined) throw this.events.failure;
  }

  close(): void {
    this.client.close();
  }
}

/** Old servers do not tell the next number (RFC 3501, section 6.3.1). */
async function nextNumber(client: ImapFlow): Promise<number> {
  const last = await client.fetchOne('*', { uid: true });
  return last === false ? 1 : last.uid + 1;
}

const DAY_MS = 86_400_000;

const dateOf = (value: Date | string | undefined): Date => {
  const date = new Date(value ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? new Date() : date;
};
