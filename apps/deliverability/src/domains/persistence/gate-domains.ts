import { Injectable } from '@nestjs/common';
import type { Id } from '#kernel';
import type { DomainFacts } from '../../gate/domain/warnings.js';
import { KnownDomains } from '../../gate/index.js';
import { SendingDomains } from './sending-domains.js';

/** Facts about domains that the gate warns of. */
@Injectable()
export class GateDomains extends KnownDomains {
  constructor(private readonly domains: SendingDomains) {
    super();
  }

  async factsOf(workspaceId: Id<'ws'>, names: readonly string[]): Promise<DomainFacts[]> {
    const domains = await this.domains.named(workspaceId, names);
    return domains.map(({ domain, first_seen_at, findings }) => ({
      domain,
      first_seen_at,
      dmarc_policy: findings.dmarc?.policy ?? null,
    }));
  }
}
