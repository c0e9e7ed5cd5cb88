import { z } from 'zod';
import { examples, IdOf, Instant } from '#contracts';
import type { ApiKeyView } from './api-keys.js';

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
  .meta({ id: 'ApiKey' }) satisfies z.ZodType<ApiKeyView>;

export const ApiKeyCreated = ApiKey.extend({
  api_key: z.string().meta({ description: 'Shown this once.' }),
});

export const API_KEY: ApiKeyView = {
  id: examples.IDS.key,
  name: 'Reports',
  prefix: 'nmbapi_pZ1v7Q',
  scopes: ['campaigns:read'],
  rate_limit: null,
  expires_at: null,
  created_at: '2026-04-20T09:00:00.000Z',
};

export const API_KEY_CREATED: ApiKeyView & { api_key: string } = {
  ...API_KEY,
  api_key: `nmbapi_${examples.SECRET}`,
};
