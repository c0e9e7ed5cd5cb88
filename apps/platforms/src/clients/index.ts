import { instantly } from './instantly/instantly-client.js';
import { lemlist } from './lemlist/lemlist-client.js';
import type { OutsidePlatform, PlatformClient } from './platform-client.js';

/** One line for each platform. */
const CLIENTS: Readonly<Partial<Record<OutsidePlatform, PlatformClient>>> = { instantly, lemlist };

/** The client of a platform. */
export function clientOf(platform: OutsidePlatform): PlatformClient {
  const client = CLIENTS[platform];
  if (client === undefined) throw new Error(`no client of ${platform}`);
  return client;
}
