import { z } from 'zod';
import { outboundVariables } from '#outbound';
import { secretsVariables } from '#secrets';
import { serviceConfig } from '#service';

/** Without the path: each platform's client knows it. */
const host = (documented: string) =>
  z
    .url()
    .transform((url) => url.replace(/\/+$/, ''))
    .default(documented);

export const platformsConfig = serviceConfig('platforms').extend({
  ...outboundVariables,
  /** They encrypt the keys of platforms and the tokens of hooks. */
  ...secretsVariables,
  /** Where platforms reach the API: the addresses of hooks begin with it. */
  PUBLIC_URL: z.url().transform((url) => url.replace(/\/+$/, '')),
  REACHINBOX_URL: host('https://api.reachinbox.ai'),
  SMARTLEAD_URL: host('https://server.smartlead.ai'),
  INSTANTLY_URL: host('https://api.instantly.ai'),
  LEMLIST_URL: host('https://api.lemlist.com'),
});
export type PlatformsConfig = z.infer<typeof platformsConfig>;
