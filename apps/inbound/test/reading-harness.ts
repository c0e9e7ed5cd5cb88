import { randomBytes } from 'node:crypto';
import { ConsoleLogger, Module, type DynamicModule } from '@nestjs/common';
import { Pool } from 'pg';
import { AccountChanged, GetImapCredentials, type EventContract, type EventOf } from '#contracts';
import { migrateService, type Queryable } from '#database';
import { MovableClock, newId, uuidOf } from '#kernel';
import { Outbound, outboundOf } from '#outbound';
import { loadConfig, serviceModule, type RunningService } from '#service';
import {
  eventually,
  ImapServer,
  outboxEvents,
  startTestService,
  StubServices,
  type ImapMailbox,
  type SuiteServers,
} from '#testing';
import { inboundConfig, type InboundConfig } from '../src/inbound.config.js';
import * as mailboxes from '../src/mailboxes/providers.js';
import { migrations } from '../src/persistence/migrations/index.js';
import { ReceivedMails } from '../src/replies/index.js';
import * as warmup from '../src/warmup/providers.js';
import { MailboxAccount } from './mailbox-accounts.js';
import { TRACKING_SECRET } from './received-mail-fixtures.js';
import { RecordedMails } from './recorded-mails.js';

export const VARIABLES = {
  ALLOWED_HOSTS: '127.0.0.1:*',
  IMAP_LOGINS_PER_SECOND: '100',
  TRACKING_SECRET,
  SECRETS_KEY: randomBytes(32).toString('base64'),
};

/** The service with its mailboxes, and with a recorder in place of `replies/`. */
@Module({})
class ReadingModule {
  static forConfig(config: InboundConfig, clock: MovableClock, recorded: RecordedMails): DynamicModule {
    return serviceModule({
      module: ReadingModule,
      service: 'inbound',
      config,
      clock,
      migrations,
      providers: [
        { provide: Outbound, useValue: outboundOf(config) },
        { provide: ReceivedMails, useValue: recorded },
        ...mailboxes.optionsOf(config),
        ...mailboxes.clients,
        ...mailboxes.repositories,
        ...mailboxes.useCases,
        ...mailboxes.schedules,
        ...mailboxes.consumers,
        ...warmup.optionsOf(config),
        ...warmup.repositories,
        ...warmup.useCases,
      ],
    });
  }
}

export const mail = (subject: string, text = 'Hello'): string =>
  `From: grace@example.org\r\nSubject: ${subject}\r\nMessage-ID: <${subject}@example.org>\r\n\r\n${text}\r\n`;

/** Replicas that read the mailboxes of a test server; deliverability is a stub on NATS. */
export class ReadingHarness {
  readonly recorded = new RecordedMails();
  readonly clock = new MovableClock();
  readonly workspaceId = newId('ws');
  private readonly accounts = new Map<string, MailboxAccount>();
  private readonly replicas = new Set<RunningService>();

  private constructor(
    private readonly servers: SuiteServers,
    readonly stubs: StubServices,
    readonly imap: ImapServer,
    /** Reads the tables of the service. */
    readonly pool: Pool,
  ) {}

  /** Without a replica. */
  static async prepare(servers: SuiteServers): Promise<ReadingHarness> {
    await migrateService({ service: 'inbound', url: servers.databaseUrl, migrations });
    const pool = new Pool({
      connectionString: servers.databaseUrl,
      options: '-c search_path=inbound',
      max: 4,
    });

    const stubs = await StubServices.start(servers.natsUrl);
    const harness = new ReadingHarness(servers, stubs, await ImapServer.start(), pool);
    await stubs.answer(GetImapCredentials, ({ sending_account_ids }) => ({
      results: sending_account_ids.flatMap((id) => harness.accounts.get(id)?.credentials ?? []),
      unreadable: [],
    }));
    return harness;
  }

  static async start(servers: SuiteServers): Promise<ReadingHarness> {
    const harness = await ReadingHarness.prepare(servers);
    await harness.startReplica();
    return harness;
  }

  async startReplica(): Promise<RunningService> {
    const replica = await startTestService(this.servers, {
      service: 'inbound',
      migrations,
      module: (environment) => {
        const variables = { ...environment, ...VARIABLES };
        return ReadingModule.forConfig(loadConfig(inboundConfig, variables), this.clock, this.recorded);
      },
      logger: new ConsoleLogger({ logLevels: ['fatal'] }),
      httpPort: 0,
    });
    this.replicas.add(replica);
    return replica;
  }

  async stopReplica(replica: RunningService): Promise<void> {
    this.replicas.delete(replica);
    await replica.stop();
  }

  async stop(): Promise<void> {
    for (const replica of this.replicas) await replica.stop();
    await this.stubs.stop();
    await this.imap.stop();
    await this.pool.end();
  }

  get replica(): RunningService {
    const [replica] = this.replicas;
    if (replica === undefined) throw new Error('no replica runs');
    return replica;
  }

  readonly database: Queryable = {
    query: async <Row extends object>(sql: string | { text: string }, params: readonly unknown[] = []) =>
      (await this.pool.query<Row>(typeof sql === 'string' ? sql : sql.text, [...params])).rows,
  };

  /** A mailbox at the server, and an account that is not published yet. */
  account(user: string, login: MailboxAccount['login'] = {}): { account: MailboxAccount; box: ImapMailbox } {
    const account = new MailboxAccount(this.workspaceId, user, this.imap);
    account.login = login;
    this.accounts.set(account.id, account);
    return { account, box: this.imap.add(user) };
  }

  /** An account whose mailbox is read: it was opened once. */
  async readAccount(user: string): Promise<{ account: MailboxAccount; box: ImapMailbox }> {
    const { account, box } = this.account(user);
    await this.publish(account);
    await this.untilRead(account);
    return { account, box };
  }

  async publish(...accounts: readonly MailboxAccount[]): Promise<void> {
    await this.stubs.publishData(AccountChanged, this.workspaceId, ...accounts.map(({ data }) => data));
  }

  /** The account as another version, published. */
  async change(account: MailboxAccount, change: Partial<MailboxAccount>): Promise<void> {
    Object.assign(account, change, { version: account.version + 1 });
    await this.publish(account);
  }

  /** Resolves when the mailbox has a connection, and its cursor is stored. */
  untilRead(account: MailboxAccount): Promise<void> {
    return eventually(async () => {
      if (this.imap.connectionsTo(account.user).now !== 1) throw new Error('it has no connection');
      const rows = await this.database.query(
        `select from mailbox where account_id = $1 and last_uid is not null and refused_at is null`,
        [uuidOf(account.id)],
      );
      if (rows.length === 0) throw new Error('no cursor is stored');
    });
  }

  async published<C extends EventContract>(contract: C): Promise<EventOf<C>[]> {
    return outboxEvents(this.database, contract);
  }
}
