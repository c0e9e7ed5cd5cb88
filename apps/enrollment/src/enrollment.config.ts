import { databaseConfig, httpConfig, logConfig, natsConfig } from '#service';
import { z } from 'zod';

export const enrollmentConfig = z.object({
  ...databaseConfig('enrollment'),
  ...natsConfig,
  ...httpConfig,
  ...logConfig,
});
export type EnrollmentConfig = z.infer<typeof enrollmentConfig>;
