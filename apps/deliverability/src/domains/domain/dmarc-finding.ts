import { getDomain } from 'tldts';
import { finding, shown, type Finding, type Texts } from './finding.js';
import { tagsOf } from './tag-list.js';

const DMARC_POLICIES = ['none', 'quarantine', 'reject'] as const;
export type DmarcPolicy = (typeof DMARC_POLICIES)[number];

/** The domain at which a DMARC record holds for all below (RFC 7489, 3.2); null for one that is a public suffix. */
const organisationalDomain = (domain: string): string | null =>
  getDomain(domain, { allowPrivateDomains: true, validateHostname: false });

/** The names at which the record of a domain may be, the nearest first. */
export function dmarcDomains(domain: string): string[] {
  const organisation = organisationalDomain(domain);
  return organisation === null || organisation === domain ? [domain] : [domain, organisation];
}

export const dmarcName = (domain: string): string => `_dmarc.${domain}`;

export type DmarcFinding = Finding & { readonly policy: DmarcPolicy | null };

/** The records that DMARC looks at, at the domain and at its organisational domain. Undefined: no answer. */
export function dmarcFinding(domain: string, answers: ReadonlyMap<string, Texts>): DmarcFinding | undefined {
  for (const place of dmarcDomains(domain)) {
    const texts = answers.get(place);
    if (texts === undefined) return undefined;
    const records = texts.filter((text) => DMARC.test(text));
    if (records.length > 0) return judged(place, records, place !== domain);
  }
  return failed(domain, [], `the domain has no DMARC record at ${dmarcName(domain)}`);
}

const DMARC = /^v\s*=\s*DMARC1\s*(?:;|$)/i;

function judged(place: string, records: readonly string[], isAbove: boolean): DmarcFinding {
  const [text = ''] = records;
  if (records.length > 1) {
    return failed(
      place,
      records,
      `${dmarcName(place)} has ${records.length} DMARC records: there must be exactly one`,
    );
  }
  const tags = tagsOf(text);
  if (tags === null) return failed(place, records, `the DMARC record at ${dmarcName(place)} cannot be read`);

  const policy = policyOf(tags, isAbove);
  if (policy === null) {
    return failed(
      place,
      records,
      `the DMARC record at ${dmarcName(place)} has no policy p=none, quarantine or reject`,
    );
  }
  const isWeak = policy === 'none';
  return {
    ...finding({ records: named(place, records), warning: isWeak ? WEAK : null }),
    policy,
  };
}

const WEAK = 'the DMARC policy is none: receivers do nothing about forged messages of the domain';

/** `sp` is for subdomains. A record without a valid policy but with an address for reports counts as p=none (RFC 7489, 6.6.3). */
function policyOf(tags: ReadonlyMap<string, string>, isAbove: boolean): DmarcPolicy | null {
  const own = policyNamed(tags.get('p')) ?? (tags.get('rua')?.startsWith('mailto:') === true ? 'none' : null);
  return own !== null && isAbove ? (policyNamed(tags.get('sp')) ?? own) : own;
}

const policyNamed = (text: string | undefined): DmarcPolicy | null =>
  DMARC_POLICIES.find((policy) => policy === text?.toLowerCase()) ?? null;

const named = (place: string, records: readonly string[]) =>
  records.map((value) => ({ name: dmarcName(place), value: shown(value) }));

const failed = (place: string, records: readonly string[], problem: string): DmarcFinding => ({
  ...finding({
    result: 'fail',
    records: named(place, records),
    problem,
    publish: { name: dmarcName(place), value: `v=DMARC1; p=none; rua=mailto:postmaster@${place}` },
  }),
  policy: null,
});
