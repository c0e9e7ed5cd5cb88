import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadConfig, type RunningService } from '#service';
import { startTestService, useServers } from '#testing';
import { migrations } from '../src/persistence/migrations/index.js';
import { platformsConfig } from '../src/platforms.config.js';
import { PlatformsModule } from '../src/platforms.module.js';
import { environmentOf } from './platforms-environment.js';

const servers = useServers();
let running: RunningService;
beforeAll(async () => {
  running = await startTestService(servers, {
    service: 'platforms',
    migrations,
    module: (urls) => PlatformsModule.forConfig(loadConfig(platformsConfig, { ...environmentOf(), ...urls })),
    httpPort: 0,
  });
});
afterAll(() => running.stop());

describe('the platforms service', () => {
  it('is ready once its migrations are applied and NATS answers', async () => {
    const response = await fetch(`${running.url}/health/ready`);
    expect(await response.json()).toMatchObject({
      status: 'ok',
      details: { database: { status: 'up' }, nats: { status: 'up' } },
    });
  });
});
