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
import { uuidOf, type Clock, SystemClock } from '#kernel';
import { NatsConnectionHolder, RpcClient, RpcServer } from '#messaging';
import { loadConfig, startService, type RunningService } from '#service';
import { eventually, type SuiteServers } from '#testing';
import { ConsoleLogger } from '@nestjs/common';
import { dispatcherConfig } from '../src/dispatcher.config.js';
import { DispatcherModule } from '../src/dispatcher.module.js';
import { migrations } from '../src/persistence/migrations/index.js';
import { Neighbours } from './neighbours.js';
import { aRecipient, type Scene } from './scene.js';

export const environment = ({ databaseUrl, natsUrl }: SuiteServers): Record<string, string> => ({
  DATABASE_URL: databaseUrl,
  NATS_URL: natsUrl,
  PUBLIC_URL: 'https://n.example/',
  TRACKING_SECRET: 'tracking-secret-of-the-tests',
});

/** Replicas of the whole service on real servers, with its neighbours stubbed on NATS. */
export class DispatcherUnderTest {
  readonly rpc: RpcClient;
  private readonly replicas: RunningService[] = [];

  private constructor(
    private readonly servers: SuiteServers,
    private readonly client: NatsConnectionHolder,
    readonly neighbours: Neighbours,
  ) {
    this.rpc = new RpcClient(client);
  }

  static async prepare(servers: SuiteServers): Promise<DispatcherUnderTest> {
    await migrateService({ service: 'dispatcher', url: servers.databaseUrl, migrations });
    const client = await NatsConnectionHolder.connect({ service: 'test', url: servers.natsUrl, replicas: 1 });
    return new DispatcherUnderTest(servers, client, await Neighbours.start(servers.natsUrl));
  }

  async startReplica(clock: Clock = new SystemClock()): Promise<RunningService> {
    const replica = await startService({
      service: 'dispatcher',
      module: DispatcherModule.forConfig(loadConfig(dispatcherConfig, environment(this.servers)), clock),
      httpPort: null,
      host: '127.0.0.1',
      logger: new ConsoleLogger({ logLevels: ['fatal', 'error'] }),
      strategy: RpcServer,
    });
    this.replicas.push(replica);
    return replica;
  }

  async stop(): Promise<void> {
    for (const replica of this.replicas) await replica.stop();
    await this.neighbours.stop();
    await this.client.close();
  }

  get database(): Database {
    const [replica] = this.replicas;
    if (replica === undefined) throw new Error('no replica was started');
    return replica.app.get(Database);
  }

  /**
   * The neighbours know the scene: everybody in it is wanted, and its inboxes and texts exist. Resolves when those that
   * run know its inboxes: they are told on a stream of their own, which another one may overtake.
   */
  async play(scene: Scene): Promise<void> {
    const { neighbours } = this;
    neighbours.confirm = ({ sends }) => ({
      results: sends.map(() => ({ wanted: true, recipient: aRecipient({}) })),
    });
    neighbours.content = () => ({
      results: [{ campaign_id: scene.campaign.id, version: scene.currentVersion, steps: scene.steps }],
    });
    neighbours.transports = ({ sending_account_ids }) => ({
      results: sending_account_ids.flatMap((account) => scene.transport(account)),
    });
    for (const account of scene.accounts) await neighbours.tell(AccountChanged, scene.workspaceId, account);
    await neighbours.tell(CampaignLaunched, scene.workspaceId, scene.next('active'));
    if (this.replicas.length > 0) await this.knowsInboxes(scene);
  }

  private knowsInboxes({ accounts }: Scene): Promise<void> {
    return eventually(async () => {
      const known = await this.database.query(
        `select from lane join jsonb_to_recordset($1) as told (account_id uuid, version int) using (account_id, version)`,
        [JSON.stringify(accounts.map((each) => ({ ...each, account_id: uuidOf(each.sending_account_id) })))],
      );
      if (known.length < accounts.length) throw new Error(`${known.length} of its inboxes are known`);
    });
  }

  async plan({ workspaceId, campaign }: Scene, steps: StepDue[]): Promise<void> {
    for (let at = 0; at < steps.length; at += 500) {
      const data = { campaign_id: campaign.id, steps: steps.slice(at, at + 500) };
      await this.neighbours.tell(StepsDue, workspaceId, data);
    }
  }

  async sends({ workspaceId, campaign }: Scene): Promise<SendView[]> {
    const ref = { workspace_id: workspaceId, campaign_id: campaign.id };
    const all: SendView[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await this.rpc.request(ListSends, { ...ref, page_size: 500, ...(cursor && { cursor }) });
      all.push(...page.results);
      if (page.next_cursor === null) return all;
      cursor = page.next_cursor;
    }
  }

  async countsByStatus(scene: Scene): Promise<Partial<Record<SendStatus, number>>> {
    const rows = await this.database.query<{ status: SendStatus; count: number }>(
      'select status, count(*)::int as count from send where campaign_id = $1 group by status',
      [uuidOf(scene.campaign.id)],
    );
    return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
  }

  /** The version of its campaign that claims are made with. */
  async versionOf(scene: Scene): Promise<number | undefined> {
    const [pace] = await this.database.query<{ version: number }>(
      'select version from campaign_pace where campaign_id = $1',
      [uuidOf(scene.campaign.id)],
    );
    return pace?.version;
  }

  /** The events about a campaign that the outbox holds, oldest first. */
  async told<C extends EventContract>(contract: C, scene: Scene): Promise<EventOf<C>[]> {
    const rows = await this.database.query<{ events: EventOf<C>[] }>(
      'select payload::jsonb as events from outbox where subject = $1 order by position',
      [contract.subject],
    );
    return rows
      .flatMap(({ events }) => events)
      .filter(({ workspaceid }) => workspaceid === scene.workspaceId);
  }
}
