import { databaseConfig, httpConfig, logConfig, natsConfig } from '#service';
import { z } from 'zod';

const KEY_BYTES = 32;

export const deliverabilityConfig = z.object({
  ...databaseConfig('deliverability'),
  ...natsConfig,
  ...httpConfig,
  ...logConfig,
  /** Seals the passwords of sending accounts. Whoever loses it has to enter them all again. */
  SECRETS_KEY: z
    .base64()
    .transform((text) => Buffer.from(text, 'base64'))
    .refine((key) => key.length === KEY_BYTES, { error: 'must be 32 random bytes in base64' }),
});
export type DeliverabilityConfig = z.infer<typeof deliverabilityConfig>;
