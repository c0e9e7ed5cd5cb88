import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'pg';
import { AccountChanged, FindSentMessages, GetImapCredentials, type ImapCredentials } from '#contracts';
import { startNats, startPostgres } from '#embedded';
import { newId, uuidOf, type Id } from '#kernel';
import { natsUsers, provisionAll, PROVISIONER, withLogin } from '#messaging';
import { migrateAll } from '../apps/standalone/src/services.js';
import { ImapServer } from '../libs/testing/src/imap/imap-server.js';
import { StubServices } from '../libs/testing/src/stub-services.js';
import { CleanUps } from './clean-ups.js';
import { cpuSecondsOf } from './cpu.js';

const LOOK_MS = 5;
const BARE_USER = { user: 'bare', password: 'bare' };

/** The service `inbound` as a process of its own, with its servers, an IMAP server and stubs of its neighbours. */
export interface InboundBed {
  openMailboxes(count: number): Promise<void>;
  /** Delivers a mail to a mailbox; resolves with the milliseconds until it is received and the cursor has passed it. */
  deliver(mailbox: number): Promise<number>;
  residentBytes(): number;
  cpuSeconds(): number;
  stop(): Promise<void>;
}

export async function startInboundBed(): Promise<InboundBed> {
  const cleanUps = new CleanUps();
  const dir = await mkdtemp(join(tmpdir(), 'nimbus-bench-'));
  cleanUps.add(() => rm(dir, { recursive: true, force: true }));
  const postgres = await startPostgres({ dir: join(dir, 'postgres') });
  cleanUps.add(() => postgres.stop());
  const nats = await startNats({ dir: join(dir, 'nats'), users: [...natsUsers((user) => user), BARE_USER] });
  cleanUps.add(() => nats.stop());
  await migrateAll(() => postgres.url);
  await provisionAll(withLogin(nats.url, PROVISIONER, PROVISIONER));
  const imap = await ImapServer.start();
  cleanUps.add(() => imap.stop());
  const stubs = await StubServices.start(withLogin(nats.url, BARE_USER.user, BARE_USER.password));
  cleanUps.add(() => stubs.stop());
  const database = new Pool({ connectionString: postgres.url, options: '-c search_path=inbound', max: 8 });
  cleanUps.add(() => database.end());
  const child = startInbound({
    DATABASE_URL: postgres.url,
    NATS_URL: withLogin(nats.url, 'inbound', 'inbound'),
  });
  cleanUps.add(async () => {
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await exited;
  });
  await pause(5_000); // its start

  const mailboxes = new Mailboxes(imap, stubs, database);
  await mailboxes.answerRequests();
  const pid = child.pid ?? 0;
  return {
    openMailboxes: (count) => mailboxes.open(count),
    deliver: (mailbox) => mailboxes.deliver(mailbox),
    residentBytes: () => residentBytesOf(pid),
    cpuSeconds: () => cpuSecondsOf(pid),
    stop: () => cleanUps.run(),
  };
}

const startInbound = (servers: Record<string, string>) =>
  spawn(process.execPath, ['dist/apps/inbound/src/main.js'], {
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      TRACKING_SECRET: randomBytes(32).toString('base64'),
      SECRETS_KEY: randomBytes(32).toString('base64'),
      ALLOWED_HOSTS: '127.0.0.1:*',
      LOG_LEVEL: 'error',
      HOST: '127.0.0.1',
      PORT: '0',
      METRICS_PORT: '0',
      ...servers,
    },
    stdio: 'inherit',
  });

/** Accounts with their mailboxes at the IMAP server. */
class Mailboxes {
  private readonly accounts: Id<'ea'>[] = [];
  private readonly workspaceId = newId('ws');

  constructor(
    private readonly imap: ImapServer,
    private readonly stubs: StubServices,
    private readonly database: Pool,
  ) {}

  /** No mail answers a message of ours, as most mails in a mailbox. */
  async answerRequests(): Promise<void> {
    await this.stubs.answer(GetImapCredentials, ({ sending_account_ids }) => ({
      results: sending_account_ids.map((account) => this.credentialsOf(account)),
      unreadable: [],
    }));
    await this.stubs.answer(FindSentMessages, ({ queries }) => ({ results: queries.map(() => null) }));
  }

  async open(count: number): Promise<void> {
    for (let n = 0; n < count; n += 1) {
      const account = newId('ea');
      this.accounts.push(account);
      this.imap.add(account);
    }
    await this.stubs.publishData(AccountChanged, this.workspaceId, ...this.accounts.map(eventOf));
    while (this.imap.connections < count) await pause(100);
  }

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

/** Linux only. */
function residentBytesOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1_024;
}
