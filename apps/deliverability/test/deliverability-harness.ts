import { randomBytes, randomUUID } from 'node:crypto';
import type { z } from 'zod';
import {
  AccountChanged,
  AccountRested,
  CheckGate,
  CreateSendingAccount,
  EmailBounced,
  EmailSent,
  EmailSpamComplaint,
  GetSendingAccounts,
  LoginRefused,
  MailboxOpened,
  MailboxRefused,
  UpdateGatePolicy,
  type DataOf,
  type EventContract,
  type EventOf,
  type RequestOf,
  type SendingAccountInput,
  type SendingAccountView,
} from '#contracts';
import { Database } from '#database';
import { MovableClock, newId, type Id } from '#kernel';
import { makeEvent, type RpcClient } from '#messaging';
import { loadConfig, type RunningService } from '#service';
import { eventually, outboxEvents, startTestService, StubServices, type SuiteServers } from '#testing';
import { deliverabilityConfig } from '../src/deliverability.config.js';
import { DeliverabilityModule } from '../src/deliverability.module.js';
import { hourOf } from '../src/health/domain/hour-figures.js';
import { RefreshHealth } from '../src/health/use-cases/refresh-health.js';
import { migrations } from '../src/persistence/migrations/index.js';

const DAY_MS = 86_400_000;

type Input = Partial<z.input<typeof SendingAccountInput>>;

/** The whole service on real servers; the test requests and publishes as other services do. */
export class DeliverabilityHarness {
  private constructor(
    readonly service: RunningService,
    private readonly stubs: StubServices,
    readonly clock: MovableClock,
  ) {}

  /** With a key of its own, unless `keys` gives one. */
  static async start(
    servers: SuiteServers,
    keys: Readonly<Record<string, string>> = { SECRETS_KEY: randomBytes(32).toString('base64') },
    clock = new MovableClock(),
  ): Promise<DeliverabilityHarness> {
    const service = await startTestService(servers, {
      service: 'deliverability',
      migrations,
      module: (environment) => {
        const config = loadConfig(deliverabilityConfig, {
          ...environment,
          DNS_SERVERS: '127.0.0.1:9', // nobody answers there: no test asks the name servers of its machine
          ALLOWED_HOSTS: '127.0.0.1:*', // where the token endpoints of tests listen
          ...keys,
        });
        return DeliverabilityModule.forConfig(config, clock);
      },
    });
    return new DeliverabilityHarness(service, await StubServices.start(servers.natsUrl), clock);
  }

  async stop(): Promise<void> {
    await this.service.stop();
    await this.stubs.stop();
  }

  get rpc(): RpcClient {
    return this.stubs.rpc;
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

  /** Computes until no account is stale. */
  async refreshed(): Promise<void> {
    await eventually(async () => {
      await this.service.app.get(RefreshHealth).execute();
      const stale = 'select from account_health where touched <> refreshed or hour < $1';
      if ((await this.database.query(stale, [hourOf(this.clock.now())])).length > 0)
        throw new Error('accounts are stale');
    });
  }

  /** Nothing of the workspace is paused by its figures from now on. */
  supervise(workspaceId: Id<'ws'>): Promise<unknown> {
    const changes = { mode: 'supervised' } as const;
    return this.rpc.request(UpdateGatePolicy, { workspace_id: workspaceId, changes });
  }

  gate(
    accounts: readonly SendingAccountView[],
    min_health_score = 70,
    campaign: Partial<RequestOf<typeof CheckGate>> = {},
  ) {
    return this.rpc.request(CheckGate, {
      ...campaign,
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

  complained(
    account: SendingAccountView,
    at = this.daysAgo(0),
    send = newId('send'),
  ): EventOf<typeof EmailSpamComplaint> {
    return this.event(EmailSpamComplaint, account, factOf(account, at, send));
  }

  loginRefused(account: SendingAccountView, version?: number): EventOf<typeof LoginRefused> {
    return this.event(LoginRefused, account, {
      sending_account_id: account.id,
      at: this.daysAgo(0),
      smtp_code: 535,
      answer: '535 5.7.8 bad credentials',
      version,
    });
  }

  mailboxRefused(
    account: SendingAccountView,
    version: number,
    at = this.daysAgo(0),
  ): EventOf<typeof MailboxRefused> {
    const data = {
      sending_account_id: account.id,
      version,
      at,
      answer: 'NO bad credentials',
    };
    return this.event(MailboxRefused, account, data);
  }

  mailboxOpened(account: SendingAccountView, version: number): EventOf<typeof MailboxOpened> {
    return this.event(MailboxOpened, account, {
      sending_account_id: account.id,
      version,
      at: this.daysAgo(0),
    });
  }

  rested(account: SendingAccountView, until: string, answer: string): EventOf<typeof AccountRested> {
    const data = { sending_account_id: account.id, at: this.daysAgo(0), until, answer };
    return this.event(AccountRested, account, data);
  }

  publish<C extends EventContract>(contract: C, events: readonly EventOf<C>[]): Promise<void> {
    return this.stubs.publish(contract, events);
  }

  /** The versions of an account that were published, oldest first. */
  async published({ id }: SendingAccountView): Promise<DataOf<typeof AccountChanged>[]> {
    const events = await outboxEvents(this.database, AccountChanged);
    return events.map(({ data }) => data).filter((data) => data.sending_account_id === id);
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
