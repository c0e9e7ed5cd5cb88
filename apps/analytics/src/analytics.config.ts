import { databaseConfig, httpConfig, logConfig, natsConfig } from '#service';
import { z } from 'zod';

export const analyticsConfig = z.object({
  ...databaseConfig('analytics'),
  ...natsConfig,
  ...httpConfig,
  ...logConfig,
});
export type AnalyticsConfig = z.infer<typeof analyticsConfig>;
