import { z } from 'zod';
import { examples, IdOf, Instant } from '#contracts';

/** A key as the API shows it: enough to recognise it, without the secret. */
export const ApiKey = z
  .object({
    id: IdOf('key'),
    name: z.string(),
    prefix: z.string().meta({ description: 'The first characters of the key.' }),
    scopes: z.array(z.string()),
    rate_limit: z
      .number()
      .int()
      .nullable()
      .meta({ description: 'Requests per minute, if the key has a limit of its own.' }),
    expires_at: Instant.nullable(),
    created_at: Instant,
  })
  .meta({ id: 'ApiKey' });
export type ApiKey = z.infer<typeof ApiKey>;

export const ApiKeyCreated = ApiKey.extend({
  api_key: z.string().meta({ description: 'Shown this once.' }),
});
export type ApiKeyCreated = z.infer<typeof ApiKeyCreated>;

export const API_KEY: ApiKey = {
  id: examples.IDS.key,
  name: 'Reports',
  prefix: 'nmbapi_pZ1v7Q',
  scopes: ['campaigns:read'],
  rate_limit: null,
  expires_at: null,
  created_at: '2026-04-20T09:00:00.000Z',
};

export const API_KEY_CREATED: ApiKeyCreated = {
  ...API_KEY,
  api_key: `nmbapi_${examples.SECRET}`,
};
