import { afterAll, beforeAll } from '@jest/globals';
import type { OutsidePlatform } from '#kernel';
import { InstantlyServer } from './instantly-server.js';
import { LemlistServer } from './lemlist-server.js';
import type { PlatformServer } from './platform-server.js';
import { ReachinboxServer } from './reachinbox-server.js';
import { SmartleadServer } from './smartlead-server.js';

export type PlatformServers = Readonly<Record<OutsidePlatform, PlatformServer>>;

/** The four platforms as local servers. Call it before the system that speaks with them starts. */
export function usePlatforms(): PlatformServers {
  const servers = {
    reachinbox: new ReachinboxServer(),
    smartlead: new SmartleadServer(),
    instantly: new InstantlyServer(),
    lemlist: new LemlistServer(),
  };
  beforeAll(() => Promise.all(Object.values(servers).map((server) => server.start())));
  afterAll(() => Promise.all(Object.values(servers).map((server) => server.stop())));
  return servers;
}

/** The variables of a system that calls these servers. */
export const urlsOf = (servers: PlatformServers): Record<string, string> => ({
  REACHINBOX_URL: servers.reachinbox.url,
  SMARTLEAD_URL: servers.smartlead.url,
  INSTANTLY_URL: servers.instantly.url,
  LEMLIST_URL: servers.lemlist.url,
});
