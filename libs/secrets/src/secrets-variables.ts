import { z } from 'zod';

const KEY_BYTES = 32;

const Key = z
  .base64()
  .transform((text) => Buffer.from(text, 'base64'))
  .refine((key) => key.length === KEY_BYTES, { error: 'must be 32 random bytes in base64' });

/** The environment of a service that stores secrets. */
export const secretsVariables = {
  /** Encrypts them. */
  SECRETS_KEY: Key,
  /** Earlier keys, separated by commas: secrets that they encrypted can still be read. */
  SECRETS_KEYS_OLD: z
    .string()
    .default('')
    .transform((list) => list.split(',').filter((key) => key !== ''))
    .pipe(z.array(Key)),
};
