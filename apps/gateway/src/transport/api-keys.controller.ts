import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { filledText, Instant, type Page } from '#contracts';
import { Clock, type Id, type JsonText } from '#kernel';
import { z } from 'zod';
import { FromCaller, type Caller } from '../auth/caller.js';
import { NeedsScope } from '../auth/route-access.js';
import { ALL_SCOPES } from '../domain/scopes.js';
import { PathId } from '../http/path-id.js';
import { ListQuery } from '../http/query.js';
import { ApiKeys, type ApiKeyView } from '../persistence/api-keys.js';
import { CreateApiKey } from '../use-cases/create-api-key.js';

const ApiKeyInput = z.strictObject({
  name: filledText(200),
  scopes: z.array(z.enum(ALL_SCOPES)).min(1).max(50),
  expires_at: Instant.nullish(),
  /** Requests a minute, instead of 600. */
  rate_limit: z.number().int().min(1).max(3_000).nullish(),
});
type ApiKeyInput = z.infer<typeof ApiKeyInput>;

@Controller('api/v1/api-keys')
export class ApiKeysController {
  constructor(
    private readonly createApiKey: CreateApiKey,
    private readonly keys: ApiKeys,
    private readonly clock: Clock,
  ) {}

  @Post()
  @NeedsScope('workspace:write')
  create(
    @FromCaller() caller: Caller,
    @Body({ schema: ApiKeyInput }) input: ApiKeyInput,
  ): Promise<ApiKeyView & { api_key: string }> {
    return this.createApiKey.execute(caller, input);
  }

  @Get()
  @NeedsScope('workspace:read')
  list(
    @FromCaller() { workspaceId }: Caller,
    @Query({ schema: ListQuery }) query: ListQuery,
  ): Promise<JsonText<Page<ApiKeyView>>> {
    return this.keys.list(workspaceId, query);
  }

  /** Gateways remember a key for three seconds; after that it is refused everywhere. */
  @Delete(':id')
  @HttpCode(204)
  @NeedsScope('workspace:write')
  revoke(
    @FromCaller() { workspaceId }: Caller,
    @Param('id', new PathId('key', 'API key')) id: Id<'key'>,
  ): Promise<void> {
    return this.keys.revoke(workspaceId, id, this.clock.now());
  }
}
