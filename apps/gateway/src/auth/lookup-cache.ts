import { LRUCache } from 'lru-cache';
import type { Clock } from '#kernel';

/** How long what was revoked may still be let in; the promise is five seconds. */
const FOUND_TTL_MS = 3_000;
/** Shorter, so that a new key that was tried too early works soon. */
const MISSING_TTL_MS = 1_000;
/** Some 3 MB at most, however many keys somebody makes up. */
const MAX_ENTRIES = 10_000;

/** Caches lookups for a moment, those that found nothing too. Requests for the same name at once share one lookup. */
export class LookupCache<Found> {
  private readonly cache: LRUCache<string, { readonly found: Found | undefined }>;

  constructor(clock: Clock, lookUp: (name: string) => Promise<Found | undefined>) {
    this.cache = new LRUCache({
      max: MAX_ENTRIES,
      ttl: FOUND_TTL_MS,
      ttlResolution: 0,
      perf: { now: () => clock.now().getTime() },
      // A lookup whose entry was evicted meanwhile still answers who waits for it.
      ignoreFetchAbort: true,
      fetchMethod: async (name, _stale, { options }) => {
        const found = await lookUp(name);
        if (found === undefined) options.ttl = MISSING_TTL_MS;
        return { found };
      },
    });
  }

  /** Rejects as the lookup does; a failure is not cached. */
  async find(name: string): Promise<Found | undefined> {
    return (await this.cache.fetch(name))?.found;
  }
}
