import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadConfig, serviceConfig, type RunningService } from '#service';
import { startTestService, useServers } from '#testing';
import { migrations } from '../src/persistence/migrations/index.js';
import { WebhooksModule } from '../src/webhooks.module.js';

const servers = useServers();
let running: RunningService;
beforeAll(async () => {
  running = await startTestService(servers, {
    service: 'webhooks',
    migrations,
    module: (environment) => WebhooksModule.forConfig(loadConfig(serviceConfig('webhooks'), environment)),
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
