import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { ApiKeys, type StoredApiKey } from './api-keys.js';
import { hashOfKey } from './api-key.js';
import { LookupCache } from './lookup-cache.js';

/** Which keys may come in. */
@Injectable()
export class CachedApiKeys {
  private readonly cache: LookupCache<StoredApiKey>;

  constructor(
    keys: ApiKeys,
    private readonly clock: Clock,
  ) {
    this.cache = new LookupCache(clock, (hash) => keys.findByHash(Buffer.from(hash, 'base64')));
  }

  /** The key that may be used now. Rejects with `unavailable` when it is not cached and the store is away. */
  async find(token: string): Promise<StoredApiKey | undefined> {
    const key = await this.cache.find(hashOfKey(token).toString('base64'));
    const expired = key?.expiresAt != null && key.expiresAt <= this.clock.now();
    return expired ? undefined : key;
  }
}
