import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { migrateService } from '#database';
import { createLogger, loadConfig, startService, type RunningService } from '#service';
import { useServers } from '#testing';
import { migrations } from '../src/persistence/migrations/index.js';
import { webhooksConfig } from '../src/webhooks.config.js';
import { WebhooksModule } from '../src/webhooks.module.js';

const servers = useServers();
let running: RunningService;
beforeAll(async () => {
  const config = loadConfig(webhooksConfig, { DATABASE_URL: servers.databaseUrl, NATS_URL: servers.natsUrl });
  await migrateService({ service: 'webhooks', url: config.DATABASE_URL, migrations });
  running = await startService({
    service: 'webhooks',
    module: WebhooksModule.forConfig(config),
    httpPort: 0,
    host: '127.0.0.1',
    logger: createLogger({ service: 'webhooks', level: 'error' }),
  });
});
afterAll(() => running.stop());

describe('the webhooks service', () => {
  it('is ready once its migrations are applied and NATS answers', async () => {
    const response = await fetch(`${running.url}/health/ready`);
    expect(await response.json()).toMatchObject({
      status: 'ok',
      details: { database: { status: 'up' }, nats: { status: 'up' } },
    });
  });
});
