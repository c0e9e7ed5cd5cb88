import { z } from 'zod';
import { databaseConfig, httpConfig, logConfig, natsConfig } from '#service';

export const analyticsConfig = z.object({
  ...databaseConfig('analytics'),
  ...natsConfig,
  ...httpConfig,
  ...logConfig,
});
export type AnalyticsConfig = z.infer<typeof analyticsConfig>;
