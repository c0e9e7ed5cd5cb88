import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import { uuidOf, type Id } from '#kernel';
import type { DomainFacts } from '../../gate/domain/warnings.js';
import { KnownDomains } from '../../gate/index.js';

const FACTS = `
  select domain, first_seen_at, dmarc_policy from sending_domain where workspace_id = $1 and domain = any($2)
  order by domain`;

/** Facts about domains that the gate warns of. */
@Injectable()
export class GateDomains extends KnownDomains {
  constructor(private readonly database: Database) {
    super();
  }

  factsOf(workspaceId: Id<'ws'>, names: readonly string[]): Promise<DomainFacts[]> {
    return this.database.query<DomainFacts>(FACTS, [uuidOf(workspaceId), names]);
  }
}
