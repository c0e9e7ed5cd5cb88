import { ConsoleLogger } from '@nestjs/common';
import {
  AccountChanged,
  CampaignLaunched,
  ListSends,
  StepsDue,
  type EventContract,
  type EventOf,
  type SendStatus,
  type SendView,
  type StepDue,
} from '#contracts';
import { Database, migrateService } from '#database';
import { SystemClock, uuidOf, type Clock } from '#kernel';
import type { RpcClient } from '#messaging';
import { loadConfig, type RunningService } from '#service';
import {
  eventually,
  outboxEvents,
  recipient,
  startTestService,
  urlOfUser,
  type SuiteServers,
} from '#testing';
import { dispatcherConfig } from '../src/dispatcher.config.js';
import { DispatcherModule } from '../src/dispatcher.module.js';
import { migrations } from '../src/persistence/migrations/index.js';
import type { CampaignFixture } from './campaign-fixtures.js';
import { DispatcherStubs } from './stub-services.js';

export const TRACKING_SECRET = 'tracking-secret-of-the-tests';

export const environment = ({ databaseUrl, natsUrl }: SuiteServers): Record<string, string> => ({
  DATABASE_URL: databaseUrl,
  NATS_URL: urlOfUser(natsUrl, 'dispatcher'),
  PUBLIC_URL: 'https://n.example/',
  TRACKING_SECRET,
  INBOUND_DOMAIN: 'replies.example',
  ALLOWED_HOSTS: '127.0.0.1:*',
});

/** Replicas of the whole service on real servers; the other services are stubs on NATS. */
export class DispatcherHarness {
  private readonly replicas: RunningService[] = [];

  private constructor(
    private readonly servers: SuiteServers,
    readonly stubs: DispatcherStubs,
  ) {}

  static async prepare(servers: SuiteServers): Promise<DispatcherHarness> {
    await migrateService({ service: 'dispatcher', url: servers.databaseUrl, migrations });
    return new DispatcherHarness(servers, await DispatcherStubs.start(servers.natsUrl));
  }

  async startReplica(clock: Clock = new SystemClock()): Promise<RunningService> {
    const replica = await startTestService(this.servers, {
      service: 'dispatcher',
      migrations,
      module: () =>
        DispatcherModule.forConfig(loadConfig(dispatcherConfig, environment(this.servers)), clock),
      logger: new ConsoleLogger({ logLevels: ['fatal', 'error'] }),
    });
    this.replicas.push(replica);
    return replica;
  }

  async stop(): Promise<void> {
    for (const replica of this.replicas) await replica.stop();
    await this.stubs.services.stop();
  }

  get rpc(): RpcClient {
    return this.stubs.services.rpc;
  }

  get database(): Database {
    const [replica] = this.replicas;
    if (replica === undefined) throw new Error('no replica was started');
    return replica.app.get(Database);
  }

  /**
   * The other services know the fixture: everybody in it is wanted, and its accounts and texts exist. Resolves when the
   * running replicas know its accounts: the events of accounts have a stream of their own, which another may overtake.
   */
  async introduce(fixture: CampaignFixture): Promise<void> {
    const { stubs } = this;
    stubs.confirm = ({ sends }) => ({
      results: sends.map(() => ({ wanted: true, recipient: recipient() })),
    });
    stubs.content = () => ({
      results: [{ campaign_id: fixture.campaign.id, version: fixture.currentVersion, steps: fixture.steps }],
    });
    stubs.credentials = ({ sending_account_ids }) => ({
      results: sending_account_ids.flatMap((account) => fixture.credentials(account)),
    });
    await stubs.publish(AccountChanged, fixture.workspaceId, ...fixture.accounts);
    await stubs.publish(CampaignLaunched, fixture.workspaceId, fixture.next('active'));
    if (this.replicas.length > 0) await this.knowsAccounts(fixture);
  }

  private knowsAccounts({ accounts }: CampaignFixture): Promise<void> {
    return eventually(async () => {
      const known = await this.database.query(
        `select from account_state
         join jsonb_to_recordset($1) as published (account_id uuid, version int) using (account_id, version)`,
        [JSON.stringify(accounts.map((each) => ({ ...each, account_id: uuidOf(each.sending_account_id) })))],
      );
      if (known.length < accounts.length) throw new Error(`${known.length} of its accounts are known`);
    });
  }

  async publishSteps({ workspaceId, campaign }: CampaignFixture, steps: StepDue[]): Promise<void> {
    for (let at = 0; at < steps.length; at += 500) {
      const data = { campaign_id: campaign.id, steps: steps.slice(at, at + 500) };
      await this.stubs.publish(StepsDue, workspaceId, data);
    }
  }

  async sends({ workspaceId, campaign }: CampaignFixture): Promise<SendView[]> {
    const ref = { workspace_id: workspaceId, campaign_id: campaign.id };
    const all: SendView[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await this.rpc.request(ListSends, { ...ref, page_size: 500, ...(cursor && { cursor }) });
      all.push(...page.results);
      if (page.next_cursor === null) return all;
      cursor = page.next_cursor;
    }
  }

  async countsByStatus({ campaign }: CampaignFixture): Promise<Partial<Record<SendStatus, number>>> {
    const rows = await this.database.query<{ status: SendStatus; count: number }>(
      'select status, count(*)::int as count from send where campaign_id = $1 group by status',
      [uuidOf(campaign.id)],
    );
    return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
  }

  /** The version of its campaign that claims are made with. */
  async versionOf({ campaign }: CampaignFixture): Promise<number | undefined> {
    const [row] = await this.database.query<{ version: number }>(
      'select version from campaign_send_state where campaign_id = $1',
      [uuidOf(campaign.id)],
    );
    return row?.version;
  }

  /** The events about a campaign that the outbox holds, oldest first. */
  async published<C extends EventContract>(contract: C, fixture: CampaignFixture): Promise<EventOf<C>[]> {
    const events = await outboxEvents(this.database, contract);
    return events.filter(({ workspaceid }) => workspaceid === fixture.workspaceId);
  }
}
