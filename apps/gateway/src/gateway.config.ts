import { databaseConfig, httpConfig, logConfig, natsConfig } from '#service';
import { z } from 'zod';

export const gatewayConfig = z.object({
  ...databaseConfig('gateway'),
  ...natsConfig,
  ...httpConfig,
  ...logConfig,
  /** How the outside reaches this API, e.g. `https://api.example.com`. */
  PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'must look like https://api.example.com' }),
  /** Lets an operator create workspaces; without one nobody can. */
  ADMIN_TOKEN: z.string().optional(),
  /** Signs pixel urls, for which the dispatcher’s must be the same, and cursors. */
  TRACKING_SECRET: z.string().min(16, 'must have at least 16 characters'),
  /** Signs the access tokens of people who log in; the same for every replica. */
  JWT_SECRET: z.string().min(32, 'must have at least 32 characters'),
  /** `off` for load tests. */
  RATE_LIMITS: z.enum(['on', 'off']).default('on'),
});
export type GatewayConfig = z.infer<typeof gatewayConfig>;
