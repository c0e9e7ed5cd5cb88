import { Injectable } from '@nestjs/common';
import { Clock, DomainError, newId, validationError, type FieldError } from '#kernel';
import { newApiKey } from './api-key.js';
import type { ApiKeyCreated, ApiKeyInput } from './api-key.view.js';
import { ApiKeys } from './api-keys.js';
import type { Caller } from './caller.js';

/** Creates a key for the caller's workspace, with at most the scopes of the caller. */
@Injectable()
export class CreateApiKey {
  constructor(
    private readonly keys: ApiKeys,
    private readonly clock: Clock,
  ) {}

  /** `api_key` is shown this once; only its hash is stored. */
  async execute(caller: Caller, input: ApiKeyInput): Promise<ApiKeyCreated> {
    const { name, scopes, expires_at = null, rate_limit = null } = input;
    const now = this.clock.now();
    const lacking = scopes.filter((scope) => !caller.scopes.has(scope));
    if (lacking.length > 0) {
      throw new DomainError('forbidden', 'insufficient_scope', `you lack the scopes ${lacking.join(', ')}`);
    }
    if (expires_at !== null && new Date(expires_at) <= now) throw validationError([EXPIRED]);

    const { secret, hash, prefix } = newApiKey();
    const id = newId('key');
    const key = {
      id,
      name,
      prefix,
      scopes: [...new Set(scopes)],
      rate_limit,
      expires_at,
      created_at: now.toISOString(),
    };
    await this.keys.add(caller.workspaceId, key, hash);
    return { ...key, api_key: secret };
  }
}

const EXPIRED: FieldError = {
  field: 'expires_at',
  code: 'out_of_range',
  message: 'must be in the future',
};
