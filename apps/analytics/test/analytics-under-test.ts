import type { EventContract, EventOf } from '#contracts';
import { migrateService } from '#database';
import { JetStreamPublisher, NatsConnectionHolder, RpcClient, RpcServer, toMessages } from '#messaging';
import { loadConfig, startService, type RunningService } from '#service';
import type { SuiteServers } from '#testing';
import { ConsoleLogger } from '@nestjs/common';
import { analyticsConfig } from '../src/analytics.config.js';
import { AnalyticsModule } from '../src/analytics.module.js';
import { migrations } from '../src/persistence/migrations/index.js';

/** Two replicas of the service on real servers; the test speaks to them as the others do, on NATS. */
export class AnalyticsUnderTest {
  readonly rpc: RpcClient;
  private readonly publisher: JetStreamPublisher;

  private constructor(
    private readonly replicas: readonly RunningService[],
    private readonly client: NatsConnectionHolder,
  ) {
    this.rpc = new RpcClient(client);
    this.publisher = new JetStreamPublisher(client);
  }

  static async start(servers: SuiteServers): Promise<AnalyticsUnderTest> {
    await migrateService({ service: 'analytics', url: servers.databaseUrl, migrations });
    const replicas = [await startReplica(servers), await startReplica(servers)];
    const client = await NatsConnectionHolder.connect({ service: 'test', url: servers.natsUrl, replicas: 1 });

    return new AnalyticsUnderTest(replicas, client);
  }

  async stop(): Promise<void> {
    for (const replica of this.replicas) await replica.stop();
    await this.client.close();
  }

  /** As one message, or as few as hold them; with ids of its own each time, so that the stream takes it again. */
  async publish<C extends EventContract>(contract: C, events: readonly EventOf<C>[]): Promise<void> {
    const stored = await this.publisher.publish(toMessages(contract, events));
    if (!stored.every(Boolean)) throw new Error(`the stream did not take ${contract.type}`);
  }

  /** Messages that the consumer has not settled yet. */
  async lag(): Promise<number> {
    const info = await this.client.manager.consumers.info('EMAIL', 'analytics-email');
    return info.num_pending + info.num_ack_pending;
  }
}

const startReplica = ({ databaseUrl, natsUrl }: SuiteServers): Promise<RunningService> =>
  startService({
    service: 'analytics',
    module: AnalyticsModule.forConfig(
      loadConfig(analyticsConfig, { DATABASE_URL: databaseUrl, NATS_URL: natsUrl }),
    ),
    httpPort: null,
    host: '127.0.0.1',
    logger: new ConsoleLogger({ logLevels: ['fatal', 'error', 'warn'] }),
    strategy: RpcServer,
  });
