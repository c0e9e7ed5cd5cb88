import { z } from 'zod';
import { databaseConfig, httpConfig, logConfig, natsConfig } from '#service';

export const webhooksConfig = z.object({
  ...databaseConfig('webhooks'),
  ...natsConfig,
  ...httpConfig,
  ...logConfig,
});
export type WebhooksConfig = z.infer<typeof webhooksConfig>;
