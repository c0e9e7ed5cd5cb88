import { Injectable } from '@nestjs/common';
import { Clock, newId } from '#kernel';
import type { Author } from '../audit-log/author.js';
import { newApiKey } from './api-key.js';
import type { ApiKeyCreated, ApiKeyInput } from './api-key.view.js';
import { ApiKeys } from './api-keys.js';
import type { Caller } from './caller.js';
import { limitsWithin, requireOwnScopes } from './key-ceilings.js';

/** Creates a key for the caller's workspace, which can do at most what the caller can. */
@Injectable()
export class CreateApiKey {
  constructor(
    private readonly keys: ApiKeys,
    private readonly clock: Clock,
  ) {}

  /** `api_key` is shown this once; only its hash is stored. */
  async execute(caller: Caller, author: Author, input: ApiKeyInput): Promise<ApiKeyCreated> {
    requireOwnScopes(input.scopes, caller);
    const now = this.clock.now();
    const limits = limitsWithin(caller, input, now);
    const { secret, hash, prefix } = newApiKey();
    const key = {
      id: newId('key'),
      name: input.name,
      prefix,
      scopes: [...new Set(input.scopes)],
      ...limits,
      created_at: now.toISOString(),
      created_by: author.actor,
    };
    await this.keys.add(caller.workspaceId, key, hash, author);
    return { ...key, api_key: secret };
  }
}
