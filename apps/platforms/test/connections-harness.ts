import {
  CreatePlatformConnection,
  GetPlatformConnection,
  SyncPlatformAccounts,
  type PlatformConnectionView,
  type RequestOf,
} from '#contracts';
import { Database } from '#database';
import { MovableClock, newId, unavailable, type Id } from '#kernel';
import type { RpcClient } from '#messaging';
import { loadConfig, type RunningService } from '#service';
import { eventually, startTestService, StubServices, type SuiteServers } from '#testing';
import { PLATFORM_KEY } from '../../../test/platforms/platform-server.js';
import { AccountSyncSchedule } from '../src/connections/transport/account-sync.schedule.js';
import { migrations } from '../src/persistence/migrations/index.js';
import { platformsConfig } from '../src/platforms.config.js';
import { PlatformsModule } from '../src/platforms.module.js';
import { environmentOf } from './platforms-environment.js';

type Sync = RequestOf<typeof SyncPlatformAccounts>;

/** The whole service on real servers. Deliverability is a stub that remembers the accounts it was told of. */
export class ConnectionsHarness {
  readonly syncs: Sync[] = [];
  /** The sending accounts by their addresses. */
  readonly accounts = new Map<string, Id<'ea'>>();
  /** Deliverability refuses every request meanwhile. */
  isAway = false;

  private constructor(
    readonly service: RunningService,
    readonly stubs: StubServices,
    readonly clock: MovableClock,
  ) {}

  static async start(
    servers: SuiteServers,
    environment: Readonly<Record<string, string>>,
  ): Promise<ConnectionsHarness> {
    const stubs = await StubServices.start(servers.natsUrl);
    const clock = new MovableClock();
    const service = await startTestService(servers, {
      service: 'platforms',
      migrations,
      module: (urls) =>
        PlatformsModule.forConfig(
          loadConfig(platformsConfig, { ...environmentOf(), ...environment, ...urls }),
          clock,
        ),
    });
    const harness = new ConnectionsHarness(service, stubs, clock);
    await stubs.answer(SyncPlatformAccounts, (sync) => harness.store(sync));
    return harness;
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

  /** A connection to Instantly. */
  connect(
    workspace_id = newId('ws'),
    {
      api_key = PLATFORM_KEY,
      client_id = null,
    }: { readonly api_key?: string; readonly client_id?: Id<'cli'> | null } = {},
  ): Promise<PlatformConnectionView> {
    return this.rpc.request(CreatePlatformConnection, {
      workspace_id,
      workspace_time_zone: 'Europe/Berlin',
      connection: { platform: 'instantly', client_id, credentials: { api_key } },
    });
  }

  get(connection: PlatformConnectionView, shows_hook = false): Promise<PlatformConnectionView> {
    return this.rpc.request(GetPlatformConnection, { ...refOf(connection), shows_hook });
  }

  /** The connection once its accounts were fetched. */
  synced(connection: PlatformConnectionView): Promise<PlatformConnectionView> {
    return eventually(async () => {
      this.service.app.get(AccountSyncSchedule).wake();
      const found = await this.get(connection);
      if (found.accounts_synced_at === null) throw new Error('not synced yet');
      return found;
    });
  }

  /** Other connections are synced meanwhile. */
  syncsOf({ workspace_id: owner }: PlatformConnectionView): Sync[] {
    return this.syncs.filter(({ workspace_id }) => workspace_id === owner);
  }

  private store(sync: Sync) {
    if (this.isAway) throw unavailable('deliverability is away');
    this.syncs.push(sync);
    for (const { email } of sync.gone) this.accounts.delete(email);
    return { sending_account_ids: sync.accounts.map(({ email }) => this.idOf(email)) };
  }

  private idOf(email: string): Id<'ea'> {
    const id = this.accounts.get(email) ?? newId('ea');
    this.accounts.set(email, id);
    return id;
  }
}

export const refOf = ({ workspace_id, id }: PlatformConnectionView) => ({ workspace_id, connection_id: id });
