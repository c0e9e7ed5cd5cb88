import type { AnswerOf } from '../answers.js';
import { IDS } from './ids.js';

// Who works with the API. The tokens are made up, like everything else here.

const SECRET = 'pZ1v7Qm3x0Jr5sKdU2yBtHcLwEaGnNfVoI8qT4uXi6M';

export const REFRESH_TOKEN = `nmbrefresh_018f2c5e-8a54-7c3f-9f5c-2d1e6b7a8c90_${SECRET}`;

export const TOKENS: AnswerOf<'TokenPair'> = {
  access_token: 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJuaW1idXMifQ.c2lnbmF0dXJl',
  refresh_token: REFRESH_TOKEN,
  token_type: 'Bearer',
  expires_in: 3_600,
};

export const NEW_WORKSPACE: AnswerOf<'WorkspaceCreated'> = {
  workspace_id: IDS.workspace,
  api_key: `nmbapi_${SECRET}`,
};

export const WORKSPACE: AnswerOf<'Workspace'> = {
  id: IDS.workspace,
  name: 'Acme',
  time_zone: 'Europe/Berlin',
  created_at: '2026-01-05T08:00:00.000Z',
};

export const API_KEY: AnswerOf<'ApiKey'> = {
  id: IDS.key,
  name: 'Reports',
  prefix: 'nmbapi_pZ1v7Q',
  scopes: ['campaigns:read'],
  rate_limit: null,
  expires_at: null,
  created_at: '2026-04-20T09:00:00.000Z',
};

export const NEW_API_KEY: AnswerOf<'ApiKeyCreated'> = { ...API_KEY, api_key: `nmbapi_${SECRET}` };

export const CLIENT: AnswerOf<'Client'> = {
  id: IDS.client,
  name: 'Lumen GmbH',
  created_at: '2026-04-20T09:00:00.000Z',
  updated_at: '2026-04-20T09:00:00.000Z',
};
