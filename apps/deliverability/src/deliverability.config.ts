import { z } from 'zod';
import { serviceConfig } from '#service';

const KEY_BYTES = 32;

const Key = z
  .base64()
  .transform((text) => Buffer.from(text, 'base64'))
  .refine((key) => key.length === KEY_BYTES, { error: 'must be 32 random bytes in base64' });

export const deliverabilityConfig = serviceConfig('deliverability').extend({
  /** Encrypts the passwords of sending accounts. After its loss they all have to be entered again. */
  SECRETS_KEY: Key,
  /** Earlier keys, separated by commas: passwords that they encrypted can still be read. */
  SECRETS_KEYS_OLD: z
    .string()
    .default('')
    .transform((list) => list.split(',').filter((key) => key !== ''))
    .pipe(z.array(Key)),
});
export type DeliverabilityConfig = z.infer<typeof deliverabilityConfig>;
