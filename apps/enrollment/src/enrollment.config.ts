import { z } from 'zod';
import { databaseConfig, httpConfig, logConfig, natsConfig } from '#service';

export const enrollmentConfig = z.object({
  ...databaseConfig('enrollment'),
  ...natsConfig,
  ...httpConfig,
  ...logConfig,
});
export type EnrollmentConfig = z.infer<typeof enrollmentConfig>;
