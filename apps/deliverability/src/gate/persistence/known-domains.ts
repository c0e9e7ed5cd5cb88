import type { Id } from '#kernel';
import type { DomainFacts } from '../domain/warnings.js';

/** The domains that accounts send from; `domains/` provides it. */
export abstract class KnownDomains {
  /** Domains of which nothing is stored yet are absent. */
  abstract factsOf(workspaceId: Id<'ws'>, domains: readonly string[]): Promise<DomainFacts[]>;
}
