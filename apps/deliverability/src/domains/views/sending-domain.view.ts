import type { SendingDomainView } from '#contracts';
import type { KnownFinding } from '../domain/domain-state.js';
import type { SendingDomain } from '../domain/sending-domain.js';

export const sendingDomainView = (domain: SendingDomain): SendingDomainView => {
  const { spf, dkim, dmarc } = domain.findings;
  return {
    id: domain.id,
    domain: domain.domain,
    spf: checkView(spf),
    dkim: checkView(dkim),
    dmarc: { ...checkView(dmarc), policy: dmarc?.policy ?? null },
    accounts: domain.accounts,
    first_seen_at: domain.first_seen_at.toISOString(),
    checked_at: domain.checked_at?.toISOString() ?? null,
    known_at: domain.known_at?.toISOString() ?? null,
  };
};

function checkView(finding: KnownFinding | undefined): SendingDomainView['spf'] {
  if (finding === undefined)
    return { result: 'unknown', records: [], problem: null, warning: null, publish: null };
  const { result, problem, warning, publish } = finding;
  return { result, records: [...finding.records], problem, warning, publish };
}
