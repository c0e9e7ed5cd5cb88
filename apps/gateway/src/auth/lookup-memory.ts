import type { Clock } from '#kernel';

/** How long what was revoked may still be let in; the promise is five seconds. */
const KNOWN_FOR_MS = 3_000;
/** Shorter, so that a new key that was tried too early works soon. */
const UNKNOWN_FOR_MS = 1_000;
/** Some 3 MB at most, however many keys somebody makes up. */
const MAX_ENTRIES = 10_000;

/** Remembers lookups for a moment, those that found nothing too. A burst that asks the same waits for one lookup. */
export class LookupMemory<Found> {
  private readonly remembered = new Map<
    string,
    { readonly found: Found | undefined; readonly until: number }
  >();
  private readonly lookups = new Map<string, Promise<Found | undefined>>();

  constructor(private readonly clock: Clock) {}

  async recall(name: string, find: () => Promise<Found | undefined>): Promise<Found | undefined> {
    const entry = this.remembered.get(name);
    if (entry !== undefined && entry.until > this.clock.now().getTime()) return entry.found;

    return this.lookups.get(name) ?? this.lookUp(name, find);
  }

  private lookUp(name: string, find: () => Promise<Found | undefined>): Promise<Found | undefined> {
    const lookup = find()
      .then((found) => this.remember(name, found))
      .finally(() => this.lookups.delete(name));
    this.lookups.set(name, lookup);
    return lookup;
  }

  private remember(name: string, found: Found | undefined): Found | undefined {
    this.remembered.delete(name);
    const [oldest] = this.remembered.keys();
    if (this.remembered.size >= MAX_ENTRIES && oldest !== undefined) this.remembered.delete(oldest);

    const forMs = found === undefined ? UNKNOWN_FOR_MS : KNOWN_FOR_MS;
    this.remembered.set(name, { found, until: this.clock.now().getTime() + forMs });
    return found;
  }
}
