import { randomBytes } from 'node:crypto';
import { FindSentMessages, type SentMessage, type SentMessageQuery } from '#contracts';
import { Database } from '#database';
import { MovableClock, unavailable } from '#kernel';
import type { RpcClient } from '#messaging';
import { loadConfig, type RunningService } from '#service';
import { startTestService, StubServices, type SuiteServers } from '#testing';
import { migrations } from '../src/persistence/migrations/index.js';
import { webhooksConfig } from '../src/webhooks.config.js';
import { WebhooksModule } from '../src/webhooks.module.js';

/** The receivers of the tests are on loopback. */
export const environmentOf = (changes: Readonly<Record<string, string>> = {}) => ({
  SECRETS_KEY: randomBytes(32).toString('base64'),
  ALLOW_PRIVATE_NETWORKS: 'true',
  PUBLIC_URL: 'https://nimbus.test',
  ...changes,
});

/** The whole service on real servers. The dispatcher is a stub that knows the messages in `sent`. */
export class WebhooksHarness {
  /** The dispatcher refuses every request meanwhile. */
  dispatcherIsAway = false;

  private constructor(
    readonly service: RunningService,
    readonly stubs: StubServices,
    readonly clock: MovableClock,
    readonly sent: SentMessage[],
  ) {}

  static async start(servers: SuiteServers, environment = environmentOf()): Promise<WebhooksHarness> {
    const clock = new MovableClock();
    const stubs = await StubServices.start(servers.natsUrl);
    const sent: SentMessage[] = [];
    const service = await startTestService(servers, {
      service: 'webhooks',
      migrations,
      module: (urls) =>
        WebhooksModule.forConfig(loadConfig(webhooksConfig, { ...environment, ...urls }), clock),
    });
    const harness = new WebhooksHarness(service, stubs, clock, sent);
    await stubs.answer(FindSentMessages, ({ queries }) => ({
      results: queries.map((query) => harness.sentMessage(query)),
    }));
    return harness;
  }

  private sentMessage(query: SentMessageQuery): SentMessage | null {
    if (this.dispatcherIsAway) throw unavailable('the dispatcher is away');
    return 'send_id' in query ? (this.sent.find(({ send_id }) => send_id === query.send_id) ?? null) : null;
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
}
