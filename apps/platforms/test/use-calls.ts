import { afterAll, beforeAll } from '@jest/globals';
import { z } from 'zod';
import { MovableClock } from '#kernel';
import { OutboundHttp } from '#outbound';
import { startServiceCore, useServers, type ServiceCore } from '#testing';
import { clientsOptionsOf, clientsVariables, platformOutboundOf } from '../src/clients/clients-config.js';
import { PlatformCalls } from '../src/clients/platform-calls.js';
import type { PlatformCall, PlatformClient } from '../src/clients/platform-client.js';
import { TokenBucket } from '../src/clients/token-bucket.js';
import { migrations } from '../src/persistence/migrations/index.js';
import { seedConnection } from './seed-connection.js';

/** A server in place of a platform. */
interface There {
  readonly url: string;
  readonly keys: ReadonlySet<string>;
}

type CallTo = (
  client: PlatformClient,
  there: There,
  different?: { readonly key?: string; readonly rate?: PlatformClient['rate'] },
) => Promise<PlatformCall>;

/** Calls as the service makes them, each of a connection of its own. */
export function useCalls(): CallTo {
  const servers = useServers();
  const closings: (() => Promise<void>)[] = [];
  let core: ServiceCore;
  beforeAll(async () => {
    core = await startServiceCore({
      service: 'platforms',
      url: servers.databaseUrl,
      migrations,
      providers: [TokenBucket],
    });
  });
  afterAll(async () => {
    for (const close of closings) await close();
    await core.close();
  });

  return async (client, { url, keys }, { key = [...keys][0] ?? '', rate = client.rate } = {}) => {
    const { platform } = client;
    const config = z.object(clientsVariables).parse({ [`${platform.toUpperCase()}_URL`]: url });
    const http = new OutboundHttp(platformOutboundOf(config));
    closings.push(() => http.close());
    const calls = new PlatformCalls(
      http,
      core.get(TokenBucket),
      new MovableClock(),
      clientsOptionsOf(config),
    );
    const id = await seedConnection(core.database, platform);
    return calls.of({ platform, rate }, { id, credentials: { api_key: key } });
  };
}
