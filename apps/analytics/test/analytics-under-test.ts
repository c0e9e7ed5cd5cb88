import type { EventContract, EventOf } from '#contracts';
import { migrateService } from '#database';
import { JetStreamPublisher, NatsConnectionHolder, RpcClient, RpcServer, toMessages } from '#messaging';
import { loadConfig, startService, type RunningService } from '#service';
import { eventually, type SuiteServers } from '#testing';
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

  /**
   * Resolves when the consumer has settled everything that the stream holds. Its own count of what is pending lags
   * behind the stream: right after a publish it may still be zero.
   */
  everythingIsCounted(): Promise<void> {
    return eventually(async () => {
      const { streams, consumers } = this.client.manager;
      const { state } = await streams.info('EMAIL');
      const { ack_floor } = await consumers.info('EMAIL', 'analytics-email');
      if (ack_floor.stream_seq !== state.last_seq)
        throw new Error(`${ack_floor.stream_seq} of ${state.last_seq} messages are settled`);
    });
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
