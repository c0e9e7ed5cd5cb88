import { ConsoleLogger } from '@nestjs/common';
import { GetDelivery, type DeliveryView, type PublicEvent, type PublicEventType } from '#contracts';
import { Database, migrateService } from '#database';
import { MovableClock, uuidOf, type Id } from '#kernel';
import type { RpcClient } from '#messaging';
import { loadConfig, type RunningService } from '#service';
import { eventually, startTestService, StubServices, type SuiteServers } from '#testing';
import { Endpoints } from '../src/endpoints/index.js';
import { EndpointSecrets } from '../src/endpoints/persistence/endpoint-secrets.js';
import { migrations } from '../src/persistence/migrations/index.js';
import { PublicEvents } from '../src/public-events/index.js';
import { webhooksConfig } from '../src/webhooks.config.js';
import { WebhooksModule } from '../src/webhooks.module.js';
import { Receiver } from './receiver.js';
import { SendingSeed, type TestWebhook, type WebhookOptions } from './sending-seed.js';
import { environmentOf } from './webhooks-harness.js';

/** Replicas of the service with one clock, and a receiver of what they send. */
export class SendingHarness {
  readonly clock = new MovableClock();
  readonly environment = environmentOf();
  private readonly replicas = new Set<RunningService>();
  private paths = 0;

  private constructor(
    private readonly servers: SuiteServers,
    readonly stubs: StubServices,
    readonly receiver: Receiver,
  ) {}

  static async start(servers: SuiteServers): Promise<SendingHarness> {
    await migrateService({ service: 'webhooks', url: servers.databaseUrl, migrations });
    const stubs = await StubServices.start(servers.natsUrl);
    const harness = new SendingHarness(servers, stubs, await Receiver.start());
    await harness.startReplica();
    return harness;
  }

  async startReplica(): Promise<RunningService> {
    const replica = await startTestService(this.servers, {
      service: 'webhooks',
      migrations,
      module: (urls) =>
        WebhooksModule.forConfig(loadConfig(webhooksConfig, { ...this.environment, ...urls }), this.clock),
      logger: new ConsoleLogger({ logLevels: ['fatal', 'error'] }),
    });
    this.replicas.add(replica);
    return replica;
  }

  async stopReplica(replica: RunningService): Promise<void> {
    this.replicas.delete(replica);
    await replica.stop();
  }

  async stop(): Promise<void> {
    await this.receiver.stop();
    for (const replica of this.replicas) await replica.stop();
    await this.stubs.stop();
  }

  get replica(): RunningService {
    const [replica] = this.replicas;
    if (replica === undefined) throw new Error('no replica runs');
    return replica;
  }

  get rpc(): RpcClient {
    return this.stubs.rpc;
  }

  get database(): Database {
    return this.replica.app.get(Database);
  }

  get endpoints(): Endpoints {
    return this.replica.app.get(Endpoints);
  }

  /** An active webhook with a path of its own at the receiver. */
  webhook(options: WebhookOptions = {}): Promise<TestWebhook> {
    const path = `/${(this.paths += 1)}`;
    return this.seed.webhook({ origin: this.receiver.url, path }, options);
  }

  /** New events, stored as the intake does. */
  store(workspaceId: Id<'ws'>, count = 1, type?: PublicEventType): Promise<PublicEvent[]> {
    return this.seed.store(workspaceId, count, type);
  }

  private get seed(): SendingSeed {
    const { app } = this.replica;
    return new SendingSeed(app.get(Database), app.get(PublicEvents), app.get(EndpointSecrets), this.clock);
  }

  async storeOne(workspaceId: Id<'ws'>, type?: PublicEventType): Promise<PublicEvent> {
    const [event] = await this.store(workspaceId, 1, type);
    if (event === undefined) throw new Error('one event');
    return event;
  }

  delivery({ id, workspace_id }: TestWebhook, event: Pick<PublicEvent, 'id'>): Promise<DeliveryView> {
    return this.rpc.request(GetDelivery, { workspace_id, webhook_id: id, delivery_id: event.id });
  }

  /** The delivery once it has so many attempts in its log. */
  afterAttempts(webhook: TestWebhook, event: Pick<PublicEvent, 'id'>, count: number): Promise<DeliveryView> {
    return eventually(async () => {
      const delivery = await this.delivery(webhook, event);
      if (delivery.attempts.length < count) throw new Error(`it has ${delivery.attempts.length} attempts`);
      return delivery;
    });
  }

  /** The states of all deliveries of a webhook, with how many have them. */
  async states({ id }: TestWebhook): Promise<Record<string, number>> {
    const rows = await this.database.query<{ status: string; count: number }>(
      'select status, count(*)::int as count from delivery where endpoint_id = $1 group by status',
      [uuidOf(id)],
    );
    return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
  }

  async switch(webhook: TestWebhook, active: boolean): Promise<void> {
    const ref = { workspace_id: webhook.workspace_id, webhook_id: webhook.id };
    await this.endpoints.change(ref, (endpoint) => ({
      ...endpoint,
      active,
      disabled_reason: null,
      disabled_at: null,
      updated_at: this.clock.now(),
    }));
  }
}
