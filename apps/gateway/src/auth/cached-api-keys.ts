import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { ApiKeys, type StoredApiKey } from './api-keys.js';
import { hashOfKey } from './api-key.js';
import { LookupMemory } from './lookup-memory.js';

/** Which keys may come in. */
@Injectable()
export class ApiKeyDirectory {
  private readonly memory: LookupMemory<StoredApiKey>;

  constructor(
    private readonly keys: ApiKeys,
    private readonly clock: Clock,
  ) {
    this.memory = new LookupMemory(clock);
  }

  /** The key that may be used now. Rejects with `unavailable` when it is not remembered and the store is away. */
  async find(token: string): Promise<StoredApiKey | undefined> {
    const hash = hashOfKey(token);
    const key = await this.memory.recall(hash.toString('base64'), () => this.keys.findByHash(hash));
    const expired = key?.expiresAt != null && key.expiresAt <= this.clock.now();
    return expired ? undefined : key;
  }
}
