import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadConfig, type RunningService } from '#service';
import { startTestService, useServers } from '#testing';
import { migrations } from '../src/persistence/migrations/index.js';
import { webhooksConfig } from '../src/webhooks.config.js';
import { WebhooksModule } from '../src/webhooks.module.js';
import { environmentOf } from './webhooks-harness.js';

const servers = useServers();
let running: RunningService;
beforeAll(async () => {
  running = await startTestService(servers, {
    service: 'webhooks',
    migrations,
    module: (urls) => WebhooksModule.forConfig(loadConfig(webhooksConfig, { ...environmentOf(), ...urls })),
    httpPort: 0,
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
