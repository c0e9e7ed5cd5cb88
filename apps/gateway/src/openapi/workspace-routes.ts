const SHOWN_ONCE = 'The key is in the answer this once; only its hash is kept.';

/** The entries of `ROUTES` for a workspace and for who works with it. */
export const WORKSPACE_ROUTES = {
  'POST /api/v1/auth/login': {
    id: 'logIn',
    summary: 'Log in',
    description: '`workspace_id` is for somebody who is in several workspaces.',
    answer: 'TokenPair',
    refusals: ['unauthenticated'],
    isCounted: true,
  },
  'POST /api/v1/auth/refresh': {
    id: 'refreshTokens',
    summary: 'Trade a refresh token for a new pair',
    description: 'Each refresh token works once.',
    answer: 'TokenPair',
    refusals: ['unauthenticated'],
  },
  'POST /api/v1/auth/logout': {
    id: 'logOut',
    summary: 'End the session of the access token',
    answer: null,
    refusals: ['unauthenticated'],
    token: 'session',
  },

  'POST /api/v1/admin/workspaces': {
    id: 'createWorkspace',
    summary: 'Create a workspace',
    description: `For operators, with the token that the gateway was started with. ${SHOWN_ONCE}`,
    answer: 'WorkspaceCreated',
    refusals: ['not_found'],
  },
  'GET /api/v1/workspace': { id: 'getWorkspace', summary: 'Get the workspace', answer: 'Workspace' },
  'PATCH /api/v1/workspace': { id: 'updateWorkspace', summary: 'Change the workspace', answer: 'Workspace' },

  'POST /api/v1/api-keys': {
    id: 'createApiKey',
    summary: 'Create an API key',
    description: `It may do at most what its creator may do. ${SHOWN_ONCE}`,
    answer: 'ApiKeyCreated',
  },
  'GET /api/v1/api-keys': { id: 'listApiKeys', summary: 'List the API keys', answer: 'ApiKeyPage' },
  'DELETE /api/v1/api-keys/{id}': { id: 'revokeApiKey', summary: 'Revoke an API key', answer: null },

  'POST /api/v1/clients': { id: 'createClient', summary: 'Create a client', answer: 'Client' },
  'GET /api/v1/clients': { id: 'listClients', summary: 'List the clients', answer: 'ClientPage' },
  'GET /api/v1/clients/{id}': { id: 'getClient', summary: 'Get a client', answer: 'Client' },
  'PATCH /api/v1/clients/{id}': { id: 'updateClient', summary: 'Change a client', answer: 'Client' },
  'DELETE /api/v1/clients/{id}': { id: 'deleteClient', summary: 'Remove a client', answer: null },
} as const;
