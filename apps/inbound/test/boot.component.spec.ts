import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadConfig, type RunningService } from '#service';
import { startTestService, useServers } from '#testing';
import { inboundConfig } from '../src/inbound.config.js';
import { InboundModule } from '../src/inbound.module.js';
import { migrations } from '../src/persistence/migrations/index.js';

const SECRETS = { TRACKING_SECRET: 'a secret of tests', SECRETS_KEY: randomBytes(32).toString('base64') };

const servers = useServers();
let running: RunningService;
beforeAll(async () => {
  running = await startTestService(servers, {
    service: 'inbound',
    migrations,
    module: (environment) =>
      InboundModule.forConfig(loadConfig(inboundConfig, { ...environment, ...SECRETS })),
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
