import { z } from 'zod';
import { drainSeconds, serviceConfig } from '#service';
import { isNetworkList } from './rate-limits/network.js';

/** The proxies in front of the gateway, whose `X-Forwarded-For` counts. */
export const TrustedProxies = z
  .string()
  .refine(isNetworkList, 'must be networks such as 10.0.0.0/8, or addresses, separated by commas');

export const gatewayConfig = serviceConfig('gateway').extend({
  /** How the outside reaches this API, e.g. `https://api.example.com`. */
  PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'must look like https://api.example.com' }),
  DRAIN_SECONDS: drainSeconds(5),
  /** Needed to create workspaces. */
  ADMIN_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  /** Signs cursors, and pixel URLs together with the dispatcher, which needs the same secret. */
  TRACKING_SECRET: z.string().min(16, 'must have at least 16 characters'),
  /** Signs access tokens; the same for every replica. */
  JWT_SECRET: z.string().min(32, 'must have at least 32 characters'),
  /** The source code of this version: section 13 of the AGPL gives every user of the API a right to it. */
  SOURCE_URL: z.url({ protocol: /^https?$/, error: 'must look like https://example.com/source' }).optional(),
  TRUSTED_PROXIES: TrustedProxies.optional(),
  /** `off` for load tests. */
  RATE_LIMITS: z.enum(['on', 'off']).default('on'),
});
export type GatewayConfig = z.infer<typeof gatewayConfig>;
