import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { hashOfKey } from './api-key.js';
import { ApiKeys, type StoredApiKey } from './api-keys.js';
import { LookupCache } from './lookup-cache.js';

/** The valid API keys, cached for a moment. */
@Injectable()
export class CachedApiKeys {
  private readonly cache: LookupCache<StoredApiKey>;

  constructor(
    keys: ApiKeys,
    private readonly clock: Clock,
  ) {
    this.cache = new LookupCache(clock, (hash) => keys.findByHash(Buffer.from(hash, 'base64')));
  }

  /** The key, if it is valid now. Rejects with `unavailable` when it is not cached and the database is down. */
  async find(token: string): Promise<StoredApiKey | undefined> {
    const key = await this.cache.find(hashOfKey(token).toString('base64'));
    const expired = key?.expiresAt != null && key.expiresAt <= this.clock.now();
    return expired ? undefined : key;
  }
}
