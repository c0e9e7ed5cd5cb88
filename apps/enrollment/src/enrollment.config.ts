import { databaseConfig, httpConfig, logConfig, natsConfig } from '#service';
import { z } from 'zod';

export const enrollmentConfig = z.object({
  ...databaseConfig('enrollment'),
  ...natsConfig,
  ...httpConfig,
  ...logConfig,
  /** Memory for contacts of the workspaces that are searched: 100 to 150 MB for a million of them, and more for what is asked. 0 keeps none. */
  CONTACT_INDEX_MB: z.coerce.number().int().min(0).max(65_536).default(256),
});
export type EnrollmentConfig = z.infer<typeof enrollmentConfig>;
