import { dkimKey, type DkimKey } from './dkim-key.js';
import { selectorsOf, type DomainProfile } from './domain-profile.js';
import { finding, shown, type DnsText, type Finding, type Texts } from './finding.js';

interface Selector {
  readonly name: string;
  readonly texts: readonly string[];
  readonly key: DkimKey;
}

export const dkimName = (selector: string, domain: string): string => `${selector}._domainkey.${domain}`;

/**
 * DKIM of a domain for accounts of one kind. Named selectors must each have a valid key. Without names the usual ones are
 * tried: a missing key then proves nothing, because the server may sign with another selector. Undefined: a name server
 * did not answer.
 */
export function dkimFinding(
  domain: string,
  answers: ReadonlyMap<string, Texts>,
  profile: DomainProfile,
): Finding | undefined {
  const selectors = selectorsOf(profile).map((selector) =>
    selectorOf(domain, selector, answers.get(selector)),
  );
  const answered = selectors.filter((selector) => selector !== undefined);
  const isWhole = answered.length === selectors.length;
  const records = answered.flatMap(({ name, texts }) =>
    texts.map((value) => ({ name, value: shown(value) })),
  );
  const judged =
    profile.dkim_selectors.length > 0 ? namedFinding(answered, isWhole) : usualFinding(answered, isWhole);
  return judged && { ...judged, records };
}

const selectorOf = (domain: string, selector: string, texts: Texts): Selector | undefined =>
  texts && { name: dkimName(selector, domain), texts, key: dkimKey(texts) };

function namedFinding(selectors: readonly Selector[], isWhole: boolean): Finding | undefined {
  const bad = selectors.find(({ key }) => key.state !== 'valid');
  if (bad === undefined) return isWhole ? finding({ warning: warningOf(selectors) }) : undefined;

  const problem = bad.key.state === 'wrong' ? `${bad.name} ${bad.key.problem}` : `${bad.name} has no record`;
  return finding({ result: 'fail', problem, publish: toPublish(bad.name) });
}

function usualFinding(selectors: readonly Selector[], isWhole: boolean): Finding | undefined {
  const valid = selectors.filter(({ key }) => key.state === 'valid');
  if (valid.length > 0) return finding({ warning: warningOf(valid) });
  return isWhole ? finding({ result: 'unknown', problem: NOT_FOUND }) : undefined;
}

const NOT_FOUND =
  'no valid key is at the usual selectors: name those of the account in dkim_selectors, so that their keys are checked';

function warningOf(selectors: readonly Selector[]): string | null {
  for (const { name, key } of selectors) {
    if (key.state === 'valid' && key.warning !== null) return `${name} ${key.warning}`;
  }
  return null;
}

const toPublish = (name: string): DnsText => ({
  name,
  value: 'v=DKIM1; k=rsa; p=<the public key that your mail provider shows>',
});
