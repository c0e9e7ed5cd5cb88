import { z } from 'zod';
import { examples } from '#contracts';

export const TokenPair = z
  .object({
    access_token: z.string(),
    refresh_token: z.string().meta({ description: 'For the next pair. It works once.' }),
    token_type: z.literal('Bearer'),
    expires_in: z.number().int().meta({ description: 'Lifetime of the access token in seconds.' }),
  })
  .meta({ id: 'TokenPair' });
export type TokenPair = z.infer<typeof TokenPair>;

export const TOKENS: TokenPair = {
  access_token: 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJuaW1idXMifQ.c2lnbmF0dXJl',
  refresh_token: `nmbrefresh_018f2c5e-8a54-7c3f-9f5c-2d1e6b7a8c90_${examples.SECRET}`,
  token_type: 'Bearer',
  expires_in: 3_600,
};
