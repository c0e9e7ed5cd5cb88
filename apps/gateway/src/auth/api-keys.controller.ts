import { Body, Controller, Param, Query } from '@nestjs/common';
import { examples, pageOf, type Page } from '#contracts';
import { Clock, type Id } from '#kernel';
import { FromAuthor, type Author } from '../audit-log/author.js';
import { PathId } from '../http/path-id.js';
import { ListQuery } from '../http/query.js';
import { Route } from '../http/route.js';
import { API_KEY, API_KEY_CREATED, ApiKey, ApiKeyCreated, ApiKeyInput } from './api-key.view.js';
import { ApiKeys } from './api-keys.js';
import { FromCaller, type Caller } from './caller.js';
import { CreateApiKey } from './create-api-key.js';

@Controller('api/v1/api-keys')
export class ApiKeysController {
  constructor(
    private readonly createApiKey: CreateApiKey,
    private readonly keys: ApiKeys,
    private readonly clock: Clock,
  ) {}

  @Route('POST', '', {
    id: 'createApiKey',
    summary: 'Create an API key',
    description:
      'The key can do at most what its maker can: its scopes, and for a key made by a key its expiry and rate limit. The response shows the key this once; only its hash is stored.',
    access: ['workspace:write'],
    showsSecret: true,
    status: 201,
    response: ApiKeyCreated,
    examples: {
      request: { name: 'Reports', scopes: ['campaigns:read'], expires_at: null },
      response: API_KEY_CREATED,
    },
  })
  create(
    @FromCaller() caller: Caller,
    @FromAuthor() author: Author,
    @Body({ schema: ApiKeyInput }) input: ApiKeyInput,
  ): Promise<ApiKeyCreated> {
    return this.createApiKey.execute(caller, author, input);
  }

  @Route('GET', '', {
    id: 'listApiKeys',
    summary: 'List the API keys',
    access: ['workspace:read'],
    response: pageOf(ApiKey),
    examples: { response: examples.pageWith(API_KEY) },
  })
  list(
    @FromCaller() { workspaceId }: Caller,
    @Query({ schema: ListQuery }) query: ListQuery,
  ): Promise<Page<ApiKey>> {
    return this.keys.list(workspaceId, query);
  }

  /** Gateways cache a key for three seconds; after that it is refused everywhere. */
  @Route('DELETE', ':id', {
    id: 'revokeApiKey',
    summary: 'Revoke an API key',
    description: 'It is refused everywhere within five seconds. Its scopes must be among your own.',
    access: ['workspace:write'],
    response: null,
  })
  revoke(
    @FromCaller() caller: Caller,
    @FromAuthor() author: Author,
    @Param('id', new PathId('key', 'API key')) id: Id<'key'>,
  ): Promise<void> {
    return this.keys.revoke(caller, id, author, this.clock.now());
  }
}
