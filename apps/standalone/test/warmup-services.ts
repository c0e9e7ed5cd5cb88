import { randomBytes } from 'node:crypto';
import {
  CampaignLaunched,
  CreateSendingAccount,
  GetSendingAccounts,
  GetWarmupReport,
  type CampaignView,
  type SendingAccountView,
  type WarmupReport,
} from '#contracts';
import { Database } from '#database';
import { MovableClock, newId, uuidOf } from '#kernel';
import { loadConfig, type RunningService } from '#service';
import {
  campaignView,
  eventually,
  ImapServer,
  startTestService,
  StubServices,
  type SuiteServers,
} from '#testing';
import { deliverabilityConfig } from '../../deliverability/src/deliverability.config.js';
import { DeliverabilityModule } from '../../deliverability/src/deliverability.module.js';
import { RefreshHealth } from '../../deliverability/src/health/use-cases/refresh-health.js';
import { migrations as deliverabilityMigrations } from '../../deliverability/src/persistence/migrations/index.js';
import { RampLimits } from '../../deliverability/src/ramp/persistence/ramp-limits.js';
import { WarmupPlans } from '../../deliverability/src/warmup/persistence/warmup-plans.js';
import { HandOverMessages } from '../../deliverability/src/warmup/use-cases/hand-over-messages.js';
import { dispatcherConfig } from '../../dispatcher/src/dispatcher.config.js';
import { DispatcherModule } from '../../dispatcher/src/dispatcher.module.js';
import { migrations as dispatcherMigrations } from '../../dispatcher/src/persistence/migrations/index.js';
import { environment } from '../../dispatcher/test/dispatcher-harness.js';
import { startScriptedSmtp, type ScriptedSmtp } from '../../dispatcher/test/scripted-smtp.js';
import { inboundConfig } from '../../inbound/src/inbound.config.js';
import { InboundModule } from '../../inbound/src/inbound.module.js';
import { RescueWarmupMails } from '../../inbound/src/mailboxes/use-cases/rescue-warmup-mails.js';
import { migrations as inboundMigrations } from '../../inbound/src/persistence/migrations/index.js';

/** One message of so many arrives in the spam folder of its recipient. */
const SPAM_EVERY = 10;
/** Spam folders are visited twice an hour. */
const VISITS_MS = 31 * 60_000;

/**
 * Deliverability, dispatcher and inbound on one clock and real servers: messages leave by SMTP, arrive in the folders of an
 * IMAP server and are read there. A test drives the schedules, so that a day lasts a second.
 */
export class WarmupServices {
  readonly clock = new MovableClock();
  readonly workspaceId = newId('ws');
  readonly accounts: SendingAccountView[] = [];
  private readonly running = new Map<string, RunningService>();
  private delivered = 0;
  private campaign: CampaignView | undefined;

  private constructor(
    readonly smtp: ScriptedSmtp,
    readonly imap: ImapServer,
    readonly others: StubServices,
  ) {}

  static async start(servers: SuiteServers, now: Date): Promise<WarmupServices> {
    const services = new WarmupServices(
      await startScriptedSmtp({}),
      await ImapServer.start(),
      await StubServices.start(servers.natsUrl),
    );
    services.clock.travelTo(now);
    await services.startAll(servers);
    return services;
  }

  async stop(): Promise<void> {
    for (const service of this.running.values()) await service.stop();
    await this.others.stop();
    await this.smtp.close();
    await this.imap.stop();
  }

  private async startAll(servers: SuiteServers): Promise<void> {
    const { clock } = this;
    const shared = { ...environment(servers), SECRETS_KEY: randomBytes(32).toString('base64') };
    const start = async (
      service: string,
      migrations: Parameters<typeof startTestService>[1]['migrations'],
      module: Parameters<typeof startTestService>[1]['module'],
    ): Promise<void> => {
      this.running.set(service, await startTestService(servers, { service, migrations, module }));
    };
    await start('deliverability', deliverabilityMigrations, (own) =>
      DeliverabilityModule.forConfig(loadConfig(deliverabilityConfig, { ...shared, ...own }), clock),
    );
    await start('dispatcher', dispatcherMigrations, (own) =>
      DispatcherModule.forConfig(loadConfig(dispatcherConfig, { ...shared, ...own }), clock),
    );
    await start('inbound', inboundMigrations, (own) =>
      InboundModule.forConfig(loadConfig(inboundConfig, { ...shared, ...own }), clock),
    );
  }

  private get<T>(service: string, type: abstract new (...args: never[]) => T): T {
    const found = this.running.get(service);
    if (found === undefined) throw new Error(`${service} does not run`);
    return found.app.get<T>(type, { strict: false });
  }

  database(service: string): Database {
    return this.get(service, Database);
  }

  /** A new account whose mailbox is read. */
  async addAccount(email: string): Promise<void> {
    const box = this.imap.add(email);
    box.addSpamFolder();
    const login = { host: '127.0.0.1', secure: false, require_tls: false, user: email, password: 'secret' };
    const account = await this.others.rpc.request(CreateSendingAccount, {
      workspace_id: this.workspaceId,
      workspace_time_zone: 'UTC',
      account: {
        email,
        display_name: 'Ada Lovelace',
        daily_send_limit: 50,
        smtp: { ...login, port: this.smtp.port },
        imap: { ...login, port: this.imap.port },
        authentication: { spf: 'pass', dkim: 'pass', dmarc: 'pass' },
      },
    });
    this.accounts.push(account);
    await eventually(async () => {
      const read = await this.database('inbound').query(
        'select from mailbox where account_id = $1 and last_uid is not null',
        [uuidOf(account.id)],
      );
      if (read.length === 0) throw new Error(`the mailbox of ${email} is not read yet`);
    });
  }

  /** A warmup of all accounts, from 9 to 17 on every day. */
  async launch(changes: Partial<CampaignView>): Promise<void> {
    this.campaign = campaignView({
      workspace_id: this.workspaceId,
      campaign_type: 'warmup',
      sending_account_ids: this.accounts.map(({ id }) => id),
      send_window_start: 9,
      send_window_end: 17,
      ...changes,
    });
    const data = { version: 2, campaign: this.campaign, steps: [] };
    await this.others.publishData(CampaignLaunched, this.workspaceId, data);
    await eventually(async () => {
      const [deliverability, dispatcher, inbound] = await Promise.all([
        this.database('deliverability').query('select from warmup_campaign where active'),
        this.database('dispatcher').query('select from campaign_send_state where not held'),
        this.database('inbound').query('select from mailbox where warms_up'),
      ]);
      const known = [deliverability?.length, dispatcher?.length, inbound?.length];
      if (String(known) !== String([1, 1, this.accounts.length])) throw new Error(`known: ${String(known)}`);
    });
  }

  async plan(): Promise<void> {
    while (await this.get('deliverability', WarmupPlans).planNext(this.clock.now()));
  }

  /** Hands over what is due, and puts into the mailboxes what has left. */
  async work(): Promise<void> {
    await this.get('deliverability', HandOverMessages).execute();
    this.deliverTaken();
  }

  private deliverTaken(): void {
    for (; this.delivered < this.smtp.taken.length; this.delivered += 1) this.deliver(this.delivered);
  }

  private deliver(place: number): void {
    const raw = this.smtp.taken[place] ?? '';
    const [, to = ''] = /^To: (\S+)\r$/m.exec(raw) ?? [];
    const inbox = this.imap.mailboxOf(to);
    const folder = place % SPAM_EVERY === 0 ? inbox?.spam : inbox;
    if (folder === undefined) throw new Error(`nobody has the address ${to}`);
    folder.add(raw, { arrivedAt: this.clock.now() });
  }

  /** When the next message is due today; null when none is. */
  async nextTry(): Promise<Date | null> {
    const [row] = await this.database('deliverability').query<{ at: Date | null }>(
      `select min(next_try_at) as at from warmup_message where status = 'planned' and day = $1::date`,
      [this.clock.now().toISOString().slice(0, 10)],
    );
    return row?.at ?? null;
  }

  /** Resolves when everything that was handed over has left and was read, in one folder or the other. */
  async settle(): Promise<void> {
    await eventually(async () => {
      await this.work();
      await this.expectNone(`status = 'handed_over' or (status = 'sent' and sent_at is null)`);
    });
    this.deliverTaken();
    this.clock.advance(VISITS_MS);
    await eventually(async () => {
      while ((await this.get('inbound', RescueWarmupMails).execute()) === 'more');
      await this.expectNone(`status = 'sent' and received_at is null`);
    });
  }

  private async expectNone(condition: string): Promise<void> {
    const open = await this.database('deliverability').query(
      `select status from warmup_message where ${condition}`,
    );
    if (open.length > 0) throw new Error(`${open.length} messages are under way: ${condition}`);
  }

  report(): Promise<WarmupReport> {
    const campaign_id = this.campaign?.id ?? newId('camp');
    return this.others.rpc.request(GetWarmupReport, { workspace_id: this.workspaceId, campaign_id });
  }

  /** The accounts, once their health counts everything that they have sent. */
  async views(): Promise<SendingAccountView[]> {
    await this.get('deliverability', RefreshHealth).execute();
    const sending_account_ids = this.accounts.map(({ id }) => id);
    const request = { workspace_id: this.workspaceId, sending_account_ids };
    return (await this.others.rpc.request(GetSendingAccounts, request)).results;
  }

  /** Resolves when the dispatcher knows the ceilings of the accounts' stages as they are now. */
  async publishCeilings(): Promise<void> {
    await this.get('deliverability', RampLimits).refresh(this.accounts.length, this.clock.now());
    const versions = async (service: string, sql: string): Promise<string> =>
      JSON.stringify(await this.database(service).query(`${sql} order by 1`));
    await eventually(async () => {
      const published = await versions('deliverability', 'select id, version from sending_account');
      const known = await versions('dispatcher', 'select account_id as id, version from account_state');
      if (known !== published) throw new Error(`the dispatcher knows ${known} of ${published}`);
    });
  }

  /** The kinds of events that a service has published. */
  async subjects(service: string): Promise<string[]> {
    const rows = await this.database(service).query<{ subject: string }>(
      'select distinct subject from outbox order by subject',
    );
    return rows.map(({ subject }) => subject);
  }
}
