import { z } from 'zod';
import { OUTSIDE_PLATFORMS, type OutsidePlatform } from '#kernel';
import { Outbound, outboundVariables } from '#outbound';
import { clientOf } from './index.js';
import type { Rate } from './token-bucket.js';

/** With the path of the version: requests begin below it. */
const baseUrl = (documented: string) =>
  z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ''))
    .default(documented);

/** Variables of a service that calls the outside platforms: two for each of them. */
export const clientsVariables = {
  ...outboundVariables,
  ...recordOf(
    OUTSIDE_PLATFORMS.map((platform) => [nameOf(platform, 'URL'), baseUrl(clientOf(platform).documentedUrl)]),
  ),
  /** Some limits depend on the plan; unless told, it is the documented one, that of the smallest plan. */
  ...recordOf(
    OUTSIDE_PLATFORMS.map((platform) => [
      nameOf(platform, 'REQUESTS_PER_MINUTE'),
      z.coerce.number().int().min(4).optional(),
    ]),
  ),
};

type ClientsVariables = z.output<z.ZodObject<typeof clientsVariables>>;

/** Where the platforms are, and limits that differ from the documented ones. */
export interface ClientsOptions {
  readonly baseUrls: Readonly<Record<OutsidePlatform, string>>;
  readonly rates: Readonly<Partial<Record<OutsidePlatform, Rate>>>;
}

/** For dependency injection. */
export const CLIENTS_OPTIONS = Symbol('CLIENTS_OPTIONS');

export function clientsOptionsOf(config: ClientsVariables): ClientsOptions {
  const rates = OUTSIDE_PLATFORMS.flatMap((platform) => {
    const requests = config[nameOf(platform, 'REQUESTS_PER_MINUTE')];
    return requests === undefined ? [] : [[platform, { requests, perMs: 60_000 }] as const];
  });
  return {
    baseUrls: recordOf(OUTSIDE_PLATFORMS.map((platform) => [platform, config[nameOf(platform, 'URL')]])),
    rates: recordOf(rates),
  };
}

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

type VariableName<Suffix extends string> = `${Uppercase<OutsidePlatform>}_${Suffix}`;

function nameOf<Suffix extends string>(platform: OutsidePlatform, suffix: Suffix): VariableName<Suffix> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `toUpperCase` is typed as any text
  return `${platform.toUpperCase()}_${suffix}` as VariableName<Suffix>;
}

/** `Object.fromEntries` forgets the keys. */
function recordOf<Key extends string, Value>(
  entries: readonly (readonly [Key, Value])[],
): Record<Key, Value> {
  const rows: readonly (readonly unknown[])[] = entries;
  return Object.fromEntries(rows);
}
