import type { EventContract, EventOf } from '#contracts';
import { migrateService } from '#database';
import { MovableClock, uuidOf, type Id } from '#kernel';
import { JetStreamPublisher, NatsConnectionHolder, RpcClient, RpcServer, toMessages } from '#messaging';
import { loadConfig, startService, type RunningService } from '#service';
import { eventually, type SuiteServers } from '#testing';
import { ConsoleLogger } from '@nestjs/common';
import { Client } from 'pg';
import { analyticsConfig } from '../src/analytics.config.js';
import { AnalyticsModule } from '../src/analytics.module.js';
import { migrations } from '../src/persistence/migrations/index.js';

/** Replicas of the service on real servers; the test speaks to them as the others do, on NATS. */
export class AnalyticsUnderTest {
  readonly clock = new MovableClock();
  readonly rpc: RpcClient;
  private readonly publisher: JetStreamPublisher;
  private readonly replicas: RunningService[] = [];

  private constructor(
    private readonly servers: SuiteServers,
    readonly client: NatsConnectionHolder,
  ) {
    this.rpc = new RpcClient(client);
    this.publisher = new JetStreamPublisher(client);
  }

  /** Two replicas. */
  static async start(servers: SuiteServers): Promise<AnalyticsUnderTest> {
    const analytics = await AnalyticsUnderTest.prepare(servers);
    await analytics.startReplica();
    await analytics.startReplica();
    return analytics;
  }

  /** Its database, and none that works on it yet. */
  static async prepare(servers: SuiteServers): Promise<AnalyticsUnderTest> {
    await migrateService({ service: 'analytics', url: servers.databaseUrl, migrations });
    const client = await NatsConnectionHolder.connect({ service: 'test', url: servers.natsUrl, replicas: 1 });
    return new AnalyticsUnderTest(servers, client);
  }

  async startReplica(): Promise<void> {
    const { databaseUrl, natsUrl } = this.servers;
    const config = loadConfig(analyticsConfig, { DATABASE_URL: databaseUrl, NATS_URL: natsUrl });
    const replica = await startService({
      service: 'analytics',
      module: AnalyticsModule.forConfig(config, this.clock),
      httpPort: null,
      host: '127.0.0.1',
      logger: new ConsoleLogger({ logLevels: ['fatal', 'error', 'warn'] }),
      strategy: RpcServer,
    });
    this.replicas.push(replica);
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

  /** Everything that was told of one kind and is still in its outbox. */
  async told<C extends EventContract>(contract: C): Promise<EventOf<C>[]> {
    const rows = await this.sql<{ events: EventOf<C>[] }>(
      'select payload::jsonb as events from outbox where subject = $1 and published_at is not null',
      [contract.subject],
    );
    return rows.flatMap(({ events }) => events);
  }

  /** What the store holds of an export. */
  async stored(jobId: Id<'job'>): Promise<{ jobs: number; parts: number } | undefined> {
    const [row] = await this.sql<{ jobs: number; parts: number }>(
      `select (select count(*)::int from job where id = $1) as jobs,
         (select count(*)::int from job_part where job_id = $1) as parts`,
      [uuidOf(jobId)],
    );
    return row;
  }

  private async sql<Row extends object>(statement: string, params: unknown[]): Promise<Row[]> {
    const client = new Client({
      connectionString: this.servers.databaseUrl,
      options: '-c search_path=analytics',
    });
    await client.connect();
    try {
      return (await client.query<Row>(statement, params)).rows;
    } finally {
      await client.end();
    }
  }
}
