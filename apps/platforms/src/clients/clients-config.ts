import { z } from 'zod';
import { Outbound, outboundVariables } from '#outbound';
import type { OutsidePlatform } from './platform-client.js';
import type { Rate } from './token-bucket.js';

/** With the path of the version: requests begin below it. */
const baseUrl = (documented: string) =>
  z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ''))
    .default(documented);

/** Variables of a service that calls the outside platforms. */
export const clientsVariables = {
  ...outboundVariables,
  REACHINBOX_URL: baseUrl('https://api.reachinbox.ai/api/v1'),
  SMARTLEAD_URL: baseUrl('https://server.smartlead.ai/api/v1'),
  INSTANTLY_URL: baseUrl('https://api.instantly.ai/api/v2'),
  LEMLIST_URL: baseUrl('https://api.lemlist.com/api'),
  /** Their limit depends on the plan; that of the smallest one unless told. */
  SMARTLEAD_REQUESTS_PER_MINUTE: z.coerce.number().int().min(4).optional(),
};

type ClientsVariables = z.output<z.ZodObject<typeof clientsVariables>>;

/** Where the platforms are, and limits that differ from the documented ones. */
export interface ClientsOptions {
  readonly baseUrls: Readonly<Record<OutsidePlatform, string>>;
  readonly rates: Readonly<Partial<Record<OutsidePlatform, Rate>>>;
}

/** For dependency injection. */
export const CLIENTS_OPTIONS = Symbol('CLIENTS_OPTIONS');

export const clientsOptionsOf = (config: ClientsVariables): ClientsOptions => ({
  baseUrls: {
    reachinbox: config.REACHINBOX_URL,
    smartlead: config.SMARTLEAD_URL,
    instantly: config.INSTANTLY_URL,
    lemlist: config.LEMLIST_URL,
  },
  rates:
    config.SMARTLEAD_REQUESTS_PER_MINUTE === undefined
      ? {}
      : { smartlead: { requests: config.SMARTLEAD_REQUESTS_PER_MINUTE, perMs: 60_000 } },
});

/** Connections to the platforms. A base URL is the operator's word, so it may be inside and without TLS. */
export function platformOutboundOf(config: ClientsVariables): Outbound {
  const named = Object.values(clientsOptionsOf(config).baseUrls).map((url) => {
    const { protocol, port, hostname } = new URL(url);
    return `${hostname.replace(/^\[(.*)\]$/, '$1')}:${port || (protocol === 'http:' ? '80' : '443')}`;
  });
  return new Outbound({
    allowPrivateNetworks: config.ALLOW_PRIVATE_NETWORKS,
    allowedHosts: [...config.ALLOWED_HOSTS, ...named],
  });
}
