import { Resolver } from 'node:dns/promises';
import type { Texts } from '../domain/finding.js';
import type { SpfLookups } from '../domain/spf-walk.js';

const QUERY = { timeout: 1_500, tries: 2 };
/** For all lookups of one domain: a zone may belong to somebody who never answers, and a service ends within ten seconds. */
const DEADLINE_MS = 6_000;
/** More texts at one name than any domain has: the rest is not read. */
const MAX_TEXTS = 200;
const MAX_TEXT = 10_000;

/** No record of the kind, or no such name: an answer too. */
const NOTHING = new Set(['ENODATA', 'ENOTFOUND']);

/** Asks the name servers of the system, or the given ones, such as `10.0.0.53` or `127.0.0.1:5353`. */
export class DomainNameSystem {
  constructor(private readonly servers: readonly string[]) {}

  /** Resolves with the result of `work` after the deadline at the latest, if it waits for lookups only. */
  async asking<Result>(work: (lookups: DomainLookups) => Promise<Result>): Promise<Result> {
    const resolver = new Resolver(QUERY);
    if (this.servers.length > 0) resolver.setServers(this.servers);
    const lookups = new DomainLookups(resolver);
    const deadline = setTimeout(() => lookups.end(), DEADLINE_MS);
    try {
      return await work(lookups);
    } finally {
      clearTimeout(deadline);
    }
  }
}

/** The lookups of one check. Undefined: no answer, by an error of a server, by its silence, or after the end. */
export class DomainLookups implements SpfLookups {
  private isOver = false;

  constructor(private readonly resolver: Resolver) {}

  end(): void {
    this.isOver = true;
    this.resolver.cancel();
  }

  async texts(name: string): Promise<Texts> {
    const records = await this.answer(() => this.resolver.resolveTxt(name));
    return records?.slice(0, MAX_TEXTS).map((parts) => parts.join('').slice(0, MAX_TEXT));
  }

  async count(kind: 'a' | 'mx', name: string): Promise<number | undefined> {
    if (kind === 'mx') return (await this.answer(() => this.resolver.resolveMx(name)))?.length;
    const addresses = await this.answer(() => this.resolver.resolve4(name));
    if (addresses?.length !== 0) return addresses?.length;
    return (await this.answer(() => this.resolver.resolve6(name)))?.length;
  }

  private async answer<Item>(question: () => Promise<Item[]>): Promise<Item[] | undefined> {
    if (this.isOver) return undefined;
    try {
      return await question();
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      return NOTHING.has(code) ? [] : undefined;
    }
  }
}
