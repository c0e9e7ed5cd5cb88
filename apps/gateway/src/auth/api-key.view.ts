import { z } from 'zod';
import { Actor, examples, IdOf, Instant, nonEmptyText } from '#contracts';
import { ALL_SCOPES } from './scopes.js';

export const ApiKeyInput = z.strictObject({
  name: nonEmptyText(200),
  scopes: z.array(z.enum(ALL_SCOPES)).min(1).max(50),
  expires_at: Instant.nullish().meta({
    description: 'Never by default. A key that is made by another one expires with it at the latest.',
  }),
  rate_limit: z.number().int().min(1).max(3_000).nullish().meta({
    description:
      'Requests per minute, instead of 600. A key that is made by another one gets at most its limit.',
  }),
});
export type ApiKeyInput = z.infer<typeof ApiKeyInput>;

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
    created_by: Actor.nullable().meta({
      description: 'Its maker, who may be deactivated since. Null where nobody remembers.',
    }),
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
  created_by: examples.ACTOR,
};

export const API_KEY_CREATED: ApiKeyCreated = {
  ...API_KEY,
  api_key: `nmbapi_${examples.SECRET}`,
};
