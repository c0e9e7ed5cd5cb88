import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import { AccountChanged, FindSentMessages, GetImapCredentials, type ImapCredentials } from '#contracts';
import { newId, uuidOf, type Id } from '#kernel';
import { ImapServer } from '../libs/testing/src/imap/imap-server.js';
import type { StubServices } from '../libs/testing/src/stub-services.js';
import { BenchServers, type ServiceProcess } from './bench-servers.js';

const LOOK_MS = 5;

/** The service `inbound` as a process of its own, with its servers, an IMAP server and stubs of its neighbours. */
export class InboundBed {
  private readonly accounts: Id<'ea'>[] = [];
  private readonly workspaceId = newId('ws');

  private constructor(
    private readonly servers: BenchServers,
    readonly service: ServiceProcess,
    private readonly imap: ImapServer,
    private readonly stubs: StubServices,
    private readonly database: Pool,
  ) {}

  static start(): Promise<InboundBed> {
    return BenchServers.start(async (servers) => {
      const imap = await ImapServer.start();
      servers.cleanUps.add(() => imap.stop());
      const [stubs, database] = [await servers.stubs(), servers.database('inbound')];
      const service = servers.run('inbound', {
        TRACKING_SECRET: randomBytes(32).toString('base64'),
        ALLOWED_HOSTS: '127.0.0.1:*',
      });
      await pause(5_000); // its start
      const bed = new InboundBed(servers, service, imap, stubs, database);
      await bed.answerRequests();
      return bed;
    });
  }

  /** No mail answers a message of ours, as most mails in a mailbox. */
  private async answerRequests(): Promise<void> {
    await this.stubs.answer(GetImapCredentials, ({ sending_account_ids }) => ({
      results: sending_account_ids.map((account) => this.credentialsOf(account)),
      unreadable: [],
    }));
    await this.stubs.answer(FindSentMessages, ({ queries }) => ({ results: queries.map(() => null) }));
  }

  async openMailboxes(count: number): Promise<void> {
    for (let n = 0; n < count; n += 1) {
      const account = newId('ea');
      this.accounts.push(account);
      this.imap.add(account);
    }
    await this.stubs.publishData(AccountChanged, this.workspaceId, ...this.accounts.map(eventOf));
    while (this.imap.connections < count) await pause(100);
  }

  /** Delivers a mail to a mailbox; resolves with the milliseconds until it is received and the cursor has passed it. */
  async deliver(mailbox: number): Promise<number> {
    const account = this.accounts[mailbox];
    const box = account && this.imap.mailboxOf(account);
    if (box === undefined) throw new Error(`there is no mailbox ${mailbox}`);
    const id = randomBytes(8).toString('hex');
    const start = performance.now();
    const uid = box.add(
      `From: grace@example.org\r\nMessage-ID: <${id}@example.org>\r\nSubject: Re: Hi\r\n\r\nYes.\r\n`,
    );
    while (!(await this.isReceived(account ?? '', uid))) await pause(LOOK_MS);
    return performance.now() - start;
  }

  stop(): Promise<void> {
    return this.servers.stop();
  }

  private async isReceived(account: string, uid: number): Promise<boolean> {
    const { rows } = await this.database.query(
      'select from mailbox where account_id = $1 and last_uid >= $2',
      [uuidOf(account), uid],
    );
    return rows.length > 0;
  }

  private credentialsOf(account: Id<'ea'>): ImapCredentials {
    const { port } = this.imap;
    const login = { user: account, password: 'secret', secure: false, require_tls: false };
    return {
      sending_account_id: account,
      workspace_id: this.workspaceId,
      version: 1,
      email: `${account}@example.com`,
      imap: { host: '127.0.0.1', port, ...login },
    };
  }
}

const eventOf = (account: Id<'ea'>) => ({
  version: 1,
  sending_account_id: account,
  email: `${account}@example.com`,
  status: 'active' as const,
  daily_send_limit: 50,
  time_zone: 'UTC',
  health_score: 100,
  reads_replies: true,
});
