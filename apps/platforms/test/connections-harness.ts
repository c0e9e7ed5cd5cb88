import { SyncPlatformAccounts, type RequestOf } from '#contracts';
import { Database } from '#database';
import { MovableClock, newId, unavailable, type Id } from '#kernel';
import type { RpcClient } from '#messaging';
import { loadConfig, type RunningService } from '#service';
import { startTestService, StubServices, type SuiteServers } from '#testing';
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
