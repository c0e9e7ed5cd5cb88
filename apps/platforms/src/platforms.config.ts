import { z } from 'zod';
import { secretsVariables } from '#secrets';
import { serviceConfig } from '#service';
import { clientsVariables } from './clients/clients-config.js';

export const platformsConfig = serviceConfig('platforms').extend({
  ...clientsVariables,
  /** They encrypt the keys of platforms and the tokens of hooks. */
  ...secretsVariables,
  /** Where platforms reach the API: the addresses of hooks begin with it. */
  PUBLIC_URL: z.url().transform((url) => url.replace(/\/+$/, '')),
});
export type PlatformsConfig = z.infer<typeof platformsConfig>;
