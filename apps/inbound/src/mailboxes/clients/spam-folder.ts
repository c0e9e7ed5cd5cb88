import type { ImapFlow } from 'imapflow';
import type { ImapCredentials } from '#contracts';
import { loggedIn, type ConnectionOptions } from './imap-connection.js';

/** A message of the spam folder, its headers first. */
export interface SpamMessage {
  readonly uid: number;
  readonly raw: Buffer;
  readonly arrivedAt: Date;
}

/** Messages that are looked at in one visit; the next visit has the others. */
const MOST = 200;
/** More than the headers of any message that a person wrote. */
const HEAD_BYTES = 65_536;
const SEEN = ['\\Seen', '$NotJunk'];
const JUNK = ['$Junk', 'Junk'];

/** A visit to the spam folder of a mailbox. Only what a caller names is touched. */
export class SpamFolder {
  private constructor(private readonly client: ImapFlow) {}

  /** Undefined where the mailbox has no such folder, by its special use (RFC 6154) or by a usual name. */
  static open(credentials: ImapCredentials, options: ConnectionOptions): Promise<SpamFolder | undefined> {
    return loggedIn(credentials, options, async (client, login) => {
      client.on('error', () => client.close()); // the command that waits rejects
      await login();
      const folders = await client.list();
      const junk = folders.find(({ specialUse }) => specialUse === '\\Junk');
      if (junk === undefined) {
        client.close();
        return undefined;
      }
      await client.mailboxOpen(junk.path);
      return new SpamFolder(client);
    });
  }

  /** The newest messages since a day that have the header. */
  async messagesWith(header: string, since: Date): Promise<SpamMessage[]> {
    const found = await this.client.search({ since, header: { [header]: true } }, { uid: true });
    if (!Array.isArray(found)) throw new Error('the server did not search the spam folder');
    const uids = found.toSorted((a, b) => b - a).slice(0, MOST);
    if (uids.length === 0) return [];
    const query = { uid: true, internalDate: true, source: { maxLength: HEAD_BYTES } };
    const messages = await this.client.fetchAll(uids, query, { uid: true });
    return messages.flatMap(({ uid, source, internalDate }) =>
      source === undefined ? [] : [{ uid, raw: source, arrivedAt: new Date(internalDate ?? Date.now()) }],
    );
  }

  /** Marks messages as seen and as no spam, and moves them into the inbox. */
  async moveToInbox(uids: readonly number[]): Promise<void> {
    if (uids.length === 0) return;
    const range = uids.join(',');
    await this.client.messageFlagsAdd(range, SEEN, { uid: true });
    await this.client.messageFlagsRemove(range, JUNK, { uid: true });
    const moved = await this.client.messageMove(range, 'INBOX', { uid: true });
    if (moved === false) throw new Error('the server did not move the messages');
  }

  close(): void {
    this.client.close();
  }
}
