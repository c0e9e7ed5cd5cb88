import { databaseConfig, httpConfig, logConfig, natsConfig } from '#service';
import { z } from 'zod';

export const webhooksConfig = z.object({
  ...databaseConfig('webhooks'),
  ...natsConfig,
  ...httpConfig,
  ...logConfig,
});
export type WebhooksConfig = z.infer<typeof webhooksConfig>;
