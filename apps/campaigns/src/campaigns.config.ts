import { z } from 'zod';
import { databaseConfig, httpConfig, logConfig, natsConfig } from '#service';

export const campaignsConfig = z.object({
  ...databaseConfig('campaigns'),
  ...natsConfig,
  ...httpConfig,
  ...logConfig,
});
export type CampaignsConfig = z.infer<typeof campaignsConfig>;
