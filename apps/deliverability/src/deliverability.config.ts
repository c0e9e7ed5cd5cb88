import { z } from 'zod';
import { serviceConfig } from '#service';

const KEY_BYTES = 32;

export const deliverabilityConfig = serviceConfig('deliverability').extend({
  /** Encrypts the passwords of sending accounts. After its loss they all have to be entered again. */
  SECRETS_KEY: z
    .base64()
    .transform((text) => Buffer.from(text, 'base64'))
    .refine((key) => key.length === KEY_BYTES, { error: 'must be 32 random bytes in base64' }),
});
export type DeliverabilityConfig = z.infer<typeof deliverabilityConfig>;
