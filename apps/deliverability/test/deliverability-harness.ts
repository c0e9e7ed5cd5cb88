import { randomBytes, randomUUID } from 'node:crypto';
import {
  AccountChanged,
  CheckGate,
  CreateSendingAccount,
  EmailBounced,
  EmailSent,
  GetSendingAccounts,
  LoginRefused,
  type DataOf,
  type EventContract,
  type EventOf,
  type SendingAccountInput,
  type SendingAccountView,
} from '#contracts';
import { Database, migrateService } from '#database';
import { DomainError, MovableClock, newId, type Id } from '#kernel';
import {
  JetStreamPublisher,
  makeEvent,
  NatsConnectionHolder,
  RpcClient,
  RpcServer,
  toMessages,
} from '#messaging';
import { loadConfig, startService, type RunningService } from '#service';
import type { SuiteServers } from '#testing';
import { ConsoleLogger } from '@nestjs/common';
import type { z } from 'zod';
import { deliverabilityConfig } from '../src/deliverability.config.js';
import { DeliverabilityModule } from '../src/deliverability.module.js';
import { migrations } from '../src/persistence/migrations/index.js';

const DAY_MS = 86_400_000;

type Input = Partial<z.input<typeof SendingAccountInput>>;

/** The whole service on real servers; the test requests and publishes as other services do. */
export class DeliverabilityHarness {
  readonly rpc: RpcClient;

  private constructor(
    readonly service: RunningService,
    private readonly client: NatsConnectionHolder,
    readonly clock: MovableClock,
  ) {
    this.rpc = new RpcClient(client);
  }

  static async start({ databaseUrl, natsUrl }: SuiteServers): Promise<DeliverabilityHarness> {
    await migrateService({ service: 'deliverability', url: databaseUrl, migrations });
    const config = loadConfig(deliverabilityConfig, {
      DATABASE_URL: databaseUrl,
      NATS_URL: natsUrl,
      SECRETS_KEY: randomBytes(32).toString('base64'),
    });
    const clock = new MovableClock();
    const service = await startService({
      service: 'deliverability',
      module: DeliverabilityModule.forConfig(config, clock),
      httpPort: null,
      host: '127.0.0.1',
      logger: new ConsoleLogger({ logLevels: ['fatal', 'error', 'warn'] }),
      strategy: RpcServer,
    });
    const client = await NatsConnectionHolder.connect({ service: 'test', url: natsUrl, replicas: 1 });
    return new DeliverabilityHarness(service, client, clock);
  }

  async stop(): Promise<void> {
    await this.service.stop();
    await this.client.close();
  }

  get database(): Database {
    return this.service.app.get(Database);
  }

  /** An account with a new address. */
  account(workspaceId: Id<'ws'>, changes: Input = {}): Promise<SendingAccountView> {
    return this.rpc.request(CreateSendingAccount, {
      workspace_id: workspaceId,
      workspace_time_zone: 'UTC',
      account: {
        email: `${randomUUID()}@sender.example`,
        smtp: { host: 'smtp.sender.example', port: 587, user: 'ada', password: 'sesame' },
        ...changes,
      },
    });
  }

  /** An account of stage 4. */
  warmAccount(workspaceId: Id<'ws'>, changes: Input = {}): Promise<SendingAccountView> {
    return this.account(workspaceId, {
      warmup: { started_at: this.daysAgo(25), cumulative_sends: 400 },
      reputation: 82,
      authentication: { spf: 'pass', dkim: 'pass', dmarc: 'pass' },
      ...changes,
    });
  }

  warmFleet(workspaceId: Id<'ws'>, size: number): Promise<SendingAccountView[]> {
    return Promise.all(Array.from({ length: size }, () => this.warmAccount(workspaceId)));
  }

  daysAgo(days: number): string {
    return new Date(this.clock.now().getTime() - days * DAY_MS).toISOString();
  }

  async get({ id, workspace_id }: SendingAccountView): Promise<SendingAccountView> {
    const { results } = await this.rpc.request(GetSendingAccounts, {
      workspace_id,
      sending_account_ids: [id],
    });
    const [account] = results;
    if (account === undefined) throw new Error(`${id} is gone`);
    return account;
  }

  gate(accounts: readonly SendingAccountView[], min_health_score = 70) {
    return this.rpc.request(CheckGate, {
      workspace_id: accounts[0]?.workspace_id ?? newId('ws'),
      sending_account_ids: accounts.map(({ id }) => id),
      min_health_score,
    });
  }

  sent(account: SendingAccountView, at = this.daysAgo(0), send = newId('send')): EventOf<typeof EmailSent> {
    const data = { ...factOf(account, at, send), message_id: '<m>', subject: 'Hello' };
    return this.event(EmailSent, account, data);
  }

  bounced(
    account: SendingAccountView,
    at = this.daysAgo(0),
    send = newId('send'),
  ): EventOf<typeof EmailBounced> {
    const refusal = { code: 'mailbox_unavailable', smtp_code: 550, enhanced_code: '5.1.1', message: 'gone' };
    return this.event(EmailBounced, account, { ...factOf(account, at, send), hard: true, refusal });
  }

  loginRefused(account: SendingAccountView): EventOf<typeof LoginRefused> {
    return this.event(LoginRefused, account, {
      sending_account_id: account.id,
      at: this.daysAgo(0),
      smtp_code: 535,
    });
  }

  async publish<C extends EventContract>(contract: C, events: readonly EventOf<C>[]): Promise<void> {
    const stored = await new JetStreamPublisher(this.client).publish(toMessages(contract, events));
    if (stored.includes(false)) throw new Error('JetStream did not take it');
  }

  /** The versions of an account that were published, oldest first. */
  async published({ id }: SendingAccountView): Promise<DataOf<typeof AccountChanged>[]> {
    const rows = await this.database.query<{ data: DataOf<typeof AccountChanged> }>(
      `select event -> 'data' as data from outbox, jsonb_array_elements(payload::jsonb) as event
       where subject = $1 and event -> 'data' ->> 'sending_account_id' = $2 order by position`,
      [AccountChanged.subject, id],
    );
    return rows.map(({ data }) => data);
  }

  private event<C extends EventContract>(
    contract: C,
    account: SendingAccountView,
    data: DataOf<C>,
  ): EventOf<C> {
    return makeEvent(contract, {
      service: 'dispatcher',
      workspaceId: account.workspace_id,
      time: this.clock.now(),
      data,
    });
  }
}

const factOf = (account: SendingAccountView, at: string, send: Id<'send'>) => ({
  send_id: send,
  campaign_id: newId('camp'),
  enrollment_id: newId('enr'),
  contact_id: newId('cont'),
  step_id: newId('step'),
  step_number: 1,
  at,
  email: 'person@receiver.example',
  sending_account_id: account.id,
});

/** The refusal that a request ends with; throws when the request succeeds. */
export async function refusalOf(request: Promise<unknown>): Promise<DomainError> {
  try {
    await request;
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error('the request was not refused');
}
