import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadConfig, serviceConfig, type RunningService } from '#service';
import { startTestService, useServers } from '#testing';
import { InboundModule } from '../src/inbound.module.js';
import { migrations } from '../src/persistence/migrations/index.js';

const servers = useServers();
let running: RunningService;
beforeAll(async () => {
  running = await startTestService(servers, {
    service: 'inbound',
    migrations,
    module: (environment) => InboundModule.forConfig(loadConfig(serviceConfig('inbound'), environment)),
    httpPort: 0,
  });
});
afterAll(() => running.stop());

describe('the inbound service', () => {
  it('is ready once its migrations are applied and NATS answers', async () => {
    const response = await fetch(`${running.url}/health/ready`);
    expect(await response.json()).toMatchObject({
      status: 'ok',
      details: { database: { status: 'up' }, nats: { status: 'up' } },
    });
  });
});
