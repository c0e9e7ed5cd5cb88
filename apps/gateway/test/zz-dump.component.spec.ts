import { writeFileSync } from 'node:fs';
import { it } from '@jest/globals';
import { useServers } from '#testing';
import { GatewayHarness } from './gateway-harness.js';

const servers = useServers();
it('dumps', async () => {
  const gateway = await GatewayHarness.start(servers);
  writeFileSync('/tmp/ans/openapi.json', await (await gateway.request('GET', '/api/v1/openapi.json')).text());
  await gateway.stop();
});
