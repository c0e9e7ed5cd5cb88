import { Database } from '#database';
import { MovableClock, uuidOf, type Id } from '#kernel';
import { loadConfig, serviceConfig, type RunningService } from '#service';
import { eventually, startTestService, type SuiteServers } from '#testing';
import { AnalyticsModule } from '../src/analytics.module.js';
import { ExportSchedule } from '../src/exports/transport/export.schedule.js';
import { migrations } from '../src/persistence/migrations/index.js';
import { StubDispatcher } from './stub-services.js';

/** Replicas of the service on real servers, and the dispatcher as a stub on NATS. */
export class AnalyticsHarness {
  readonly clock = new MovableClock();
  private readonly replicas: RunningService[] = [];

  private constructor(
    private readonly servers: SuiteServers,
    readonly dispatcher: StubDispatcher,
  ) {}

  /** Starts `replicas` of the service. */
  static async start(servers: SuiteServers, replicas = 2): Promise<AnalyticsHarness> {
    const harness = new AnalyticsHarness(servers, await StubDispatcher.start(servers.natsUrl));
    for (let replica = 0; replica < replicas; replica += 1) await harness.startReplica();
    return harness;
  }

  async startReplica(): Promise<void> {
    const replica = await startTestService(this.servers, {
      service: 'analytics',
      migrations,
      module: (environment) =>
        AnalyticsModule.forConfig(loadConfig(serviceConfig('analytics'), environment), this.clock),
    });
    this.replicas.push(replica);
  }

  async stop(): Promise<void> {
    for (const replica of this.replicas) await replica.stop();
    await this.dispatcher.services.stop();
  }

  /** Later, every replica looks for exports, as it does at the end of its rest. */
  later(ms: number): void {
    this.clock.advance(ms);
    for (const { app } of this.replicas) app.get(ExportSchedule).wake();
  }

  get rpc() {
    return this.dispatcher.services.rpc;
  }

  get database(): Database {
    const [replica] = this.replicas;
    if (replica === undefined) throw new Error('no replica runs');
    return replica.app.get(Database);
  }

  /**
   * Resolves when the consumer has settled every message of the stream. The consumer's own count of pending messages lags
   * behind the stream: right after a publish it may still be zero.
   */
  everythingIsCounted(): Promise<void> {
    return eventually(async () => {
      const { streams, consumers } = this.dispatcher.services.nats.manager;
      const { state } = await streams.info('EMAIL');
      const { ack_floor } = await consumers.info('EMAIL', 'analytics-email');
      if (ack_floor.stream_seq !== state.last_seq)
        throw new Error(`${ack_floor.stream_seq} of ${state.last_seq} messages are settled`);
    });
  }

  /** The number of rows that the database holds of a job. */
  async storedRows(jobId: Id<'job'>): Promise<{ jobs: number; parts: number } | undefined> {
    const [rows] = await this.database.query<{ jobs: number; parts: number }>(
      `select (select count(*)::int from job where id = $1) as jobs,
         (select count(*)::int from job_part where job_id = $1) as parts`,
      [uuidOf(jobId)],
    );
    return rows;
  }
}
