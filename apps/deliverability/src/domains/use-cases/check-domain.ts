import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { DomainNameSystem, type DomainLookups } from '../clients/domain-name-system.js';
import { dkimFinding, dkimName } from '../domain/dkim-finding.js';
import { dmarcDomains, dmarcFinding, dmarcName } from '../domain/dmarc-finding.js';
import { selectorsOfAll, type DomainProfile } from '../domain/domain-profile.js';
import { afterCheck, nextCheckInMs, type ProfileFindings } from '../domain/domain-state.js';
import { finding, type Texts } from '../domain/finding.js';
import { isPublicName } from '../domain/reserved-names.js';
import type { SendingDomain } from '../domain/sending-domain.js';
import { spfFinding } from '../domain/spf-finding.js';
import { walkSpf } from '../domain/spf-walk.js';
import { DomainChecks } from '../persistence/domain-checks.js';

/** Looks up how a domain authenticates its messages, and takes the results over to its accounts. */
@Injectable()
export class CheckDomain {
  constructor(
    private readonly dns: DomainNameSystem,
    private readonly checks: DomainChecks,
    private readonly clock: Clock,
  ) {}

  /** No lock is held during the lookups. */
  async execute(domain: SendingDomain): Promise<void> {
    const profiles = await this.checks.profilesOf(domain);
    const found = isPublicName(domain.domain)
      ? await this.dns.asking((lookups) => findingsOf(domain.domain, profiles, lookups))
      : profiles.map((profile) => ({
          profile,
          spf: RESERVED,
          dkim: RESERVED,
          dmarc: { ...RESERVED, policy: null },
        }));
    const now = this.clock.now();
    await this.checks.record(domain, now, (before) => {
      const checked = afterCheck(before, found, now);
      return { ...checked, next_check_at: new Date(now.getTime() + nextCheckInMs(checked, Math.random())) };
    });
  }
}

const RESERVED = finding({
  result: 'unknown',
  problem: 'the name is reserved for tests or for private networks: it is not looked up',
});

async function findingsOf(
  domain: string,
  profiles: readonly DomainProfile[],
  lookups: DomainLookups,
): Promise<ProfileFindings[]> {
  const textsAt = (names: readonly string[], nameOf: (name: string) => string) =>
    Promise.all(
      names.map(async (name): Promise<[string, Texts]> => [name, await lookups.texts(nameOf(name))]),
    );
  const [spf, keys, policies] = await Promise.all([
    walkSpf(domain, lookups),
    textsAt(selectorsOfAll(profiles), (selector) => dkimName(selector, domain)),
    textsAt(dmarcDomains(domain), dmarcName),
  ]);
  return profiles.map((profile) => ({
    profile,
    spf: spf && spfFinding(domain, spf, profile),
    dkim: dkimFinding(domain, new Map(keys), profile),
    dmarc: dmarcFinding(domain, new Map(policies)),
  }));
}
