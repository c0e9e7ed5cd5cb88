import { Controller } from '@nestjs/common';
import { ListKeys, MakeKey, readInput, RevokeKey, type RequestOf } from '#contracts';
import { Clock } from '#kernel';
import { HandlesRequest } from '#messaging';
import { operatorAuthor } from '../audit-log/operator.js';
import { ApiKeyInput } from './api-key.view.js';
import { ApiKeys } from './api-keys.js';
import { CreateApiKey } from './create-api-key.js';
import { operatorCaller } from './operator-caller.js';
import { ALL_SCOPES } from './scopes.js';

/** The requests of the operator's tool about API keys. */
@Controller()
export class OperatorKeysController {
  constructor(
    private readonly keys: ApiKeys,
    private readonly createApiKey: CreateApiKey,
    private readonly clock: Clock,
  ) {}

  @HandlesRequest(ListKeys)
  list({ workspace_id, ...query }: RequestOf<typeof ListKeys>) {
    return this.keys.list(workspace_id, query);
  }

  @HandlesRequest(MakeKey)
  create({ workspace_id, scopes = [...ALL_SCOPES], ...given }: RequestOf<typeof MakeKey>) {
    const input = readInput(ApiKeyInput, { ...given, scopes });
    return this.createApiKey.execute(operatorCaller(workspace_id), operatorAuthor(), input);
  }

  @HandlesRequest(RevokeKey)
  async revoke({ workspace_id, key_id }: RequestOf<typeof RevokeKey>) {
    await this.keys.revoke(operatorCaller(workspace_id), key_id, operatorAuthor(), this.clock.now());
    return {};
  }
}
