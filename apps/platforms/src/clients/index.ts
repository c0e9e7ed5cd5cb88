import type { OutsidePlatform } from '#kernel';
import { instantly } from './instantly/instantly-client.js';
import { lemlist } from './lemlist/lemlist-client.js';
import type { PlatformClient } from './platform-client.js';
import { reachinbox } from './reachinbox/reachinbox-client.js';
import { smartlead } from './smartlead/smartlead-client.js';

/** One line for each platform. */
const CLIENTS: Readonly<Record<OutsidePlatform, PlatformClient>> = {
  reachinbox,
  smartlead,
  instantly,
  lemlist,
};

/** The client of a platform. */
export const clientOf = (platform: OutsidePlatform): PlatformClient => CLIENTS[platform];

/** The clients of all platforms. */
export const allClients = (): readonly PlatformClient[] => Object.values(CLIENTS);

/** Those whose API can register a hook. */
export const PLATFORMS_WITH_HOOKS = allClients()
  .filter((client) => client.registerHook !== undefined)
  .map(({ platform }) => platform);

/** Those that tell afterwards what happened. */
export const PLATFORMS_WITH_POLLS = allClients()
  .filter((client) => client.pollSignals !== undefined)
  .map(({ platform }) => platform);
