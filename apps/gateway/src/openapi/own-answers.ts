import { IdOf, Instant } from '#contracts';
import { z } from 'zod';
import type { ApiKeyView } from '../persistence/api-keys.js';
import type { ClientView } from '../persistence/clients.js';
import type { WorkspaceView } from '../persistence/workspaces.js';
import type { TokenPair } from '../use-cases/log-in.js';

// What the gateway itself keeps has no contract with another service; these are its shapes for the document.

export const ApiKey = z.object({
  id: IdOf('key'),
  name: z.string(),
  prefix: z.string().meta({ description: 'How the key begins, to recognise it by.' }),
  scopes: z.array(z.string()),
  rate_limit: z
    .number()
    .int()
    .nullable()
    .meta({ description: 'Requests a minute, where it has a limit of its own.' }),
  expires_at: Instant.nullable(),
  created_at: Instant,
}) satisfies z.ZodType<ApiKeyView>;

export const ApiKeyCreated = ApiKey.extend({
  api_key: z.string().meta({ description: 'Shown this once.' }),
});

export const Client = z.object({
  id: IdOf('cli'),
  name: z.string(),
  created_at: Instant,
  updated_at: Instant,
}) satisfies z.ZodType<ClientView>;

export const Workspace = z.object({
  id: IdOf('ws'),
  name: z.string(),
  time_zone: z.string().meta({ description: 'IANA: of whatever names no zone of its own.' }),
  created_at: Instant,
}) satisfies z.ZodType<WorkspaceView>;

export const TokenPairAnswer = z.object({
  access_token: z.string(),
  refresh_token: z.string().meta({ description: 'For the next pair. It works once.' }),
  token_type: z.literal('Bearer'),
  expires_in: z.number().int().meta({ description: 'Seconds that the access token is good for.' }),
}) satisfies z.ZodType<TokenPair>;
