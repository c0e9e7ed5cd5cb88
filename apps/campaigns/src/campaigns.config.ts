import { databaseConfig, httpConfig, logConfig, natsConfig } from '#service';
import { z } from 'zod';

export const campaignsConfig = z.object({
  ...databaseConfig('campaigns'),
  ...natsConfig,
  ...httpConfig,
  ...logConfig,
});
export type CampaignsConfig = z.infer<typeof campaignsConfig>;
