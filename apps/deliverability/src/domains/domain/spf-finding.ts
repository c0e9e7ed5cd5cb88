import type { DomainProfile } from './domain-profile.js';
import { finding, type DnsText, type Finding } from './finding.js';
import type { SpfFacts } from './spf-walk.js';

/** The first name is the one to publish; the others are those of sovereign clouds. */
const INCLUDES = {
  gmail: ['_spf.google.com'],
  microsoft365: [
    'spf.protection.outlook.com',
    'spf.protection.office365.us',
    'spf.protection.partner.outlook.cn',
  ],
  smtp: [],
} as const satisfies Record<DomainProfile['provider'], readonly string[]>;

const NAMES = { gmail: 'Gmail', microsoft365: 'Microsoft 365', smtp: 'SMTP' } as const;

/** SPF of a domain for accounts of one kind. The addresses that a relay sends from are not known, so they are not judged. */
export function spfFinding(domain: string, facts: SpfFacts, profile: DomainProfile): Finding {
  const records = facts.records.map((value) => ({ name: domain, value }));
  const [include] = INCLUDES[profile.provider];
  const isIncluded = INCLUDES[profile.provider].some((name) => facts.included.has(name));
  if (facts.problem !== null) {
    return finding({
      result: 'fail',
      records,
      problem: facts.problem,
      publish: better(domain, facts, profile),
    });
  }
  if (include === undefined || isIncluded) {
    return finding({ records, warning: facts.isOpen ? OPEN : null });
  }
  const problem = `the SPF record does not allow ${NAMES[profile.provider]}: include:${include} is missing`;
  if (facts.hasMacros)
    return finding({ result: 'unknown', records, problem: `${problem}, or hidden by macros` });
  return finding({ result: 'fail', records, problem, publish: better(domain, facts, profile) });
}

const OPEN = 'no term says that other servers may not send: end the SPF record with ~all or -all';

/** One record of the terms that are there, with those of the provider. Null: somebody has to choose which terms go. */
function better(domain: string, { records, lookups }: SpfFacts, profile: DomainProfile): DnsText | null {
  if (lookups > 10 || records.some(({ length }) => length > MAX_MERGED)) return null;
  const [include] = INCLUDES[profile.provider];
  const own = include === undefined ? ownServer(profile) : [`include:${include}`];
  const kept = records
    .flatMap((record) => record.split(' ').slice(1))
    .filter((term) => term !== '' && !OPEN_TO_ALL.test(term));
  const terms = kept.length > 0 && include === undefined ? kept : [...own, ...kept];
  if (terms.length === 0) return null;
  const end = terms.some((term) => /^redirect=/i.test(term)) ? [] : ['~all'];
  return { name: domain, value: ['v=spf1', ...new Set(terms), ...end].join(' ') };
}

const ownServer = ({ smtp_host }: DomainProfile): string[] => (smtp_host === null ? [] : [`a:${smtp_host}`]);

/** A record that long has to become shorter first. */
const MAX_MERGED = 2_000;

/** Also `-all`, which is put at the end again. */
const OPEN_TO_ALL = /^(?:[+~?-]?all|[+?]?ip4:.*\/0|[+?]?ip6:.*\/0)$/i;
