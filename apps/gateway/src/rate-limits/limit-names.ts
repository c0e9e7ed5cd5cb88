/** Every limit by the name that a 429 has in `limit`, with the words that follow its number. */
export const LIMIT_WORDS = {
  token: 'requests a minute for a token',
  token_writes: 'changing requests a minute for a token',
  token_bulk: 'bulk requests a minute for a token',
  token_analytics: 'requests for analytics a minute for a token',
  workspace: 'requests a minute for a workspace',
  workspace_writes: 'changing requests a minute for a workspace',
  workspace_starts: 'launches a minute for a workspace',
  workspace_creations: 'new campaigns a minute for a workspace',
  hooks: 'hooks a minute for a connection',
  user_secrets: 'passwords and codes a minute for a user',
  address_refused: 'refused requests a minute for a network address',
  address_public: 'requests without a token a minute for a network address',
  address_login: 'logins a minute for a network address',
  address_refresh: 'refreshed tokens a minute for a network address',
  address_operator: 'wrong tokens of operators a minute for a network address',
  address_link: 'links a minute for a network address',
  address_hook: 'hooks a minute for a network address',
  address_pixel: 'pixels a minute for a network address',
} as const;

export type LimitName = keyof typeof LIMIT_WORDS;
