export type Qualifier = '+' | '-' | '~' | '?';

export interface SpfMechanism {
  readonly kind: 'all' | 'include' | 'a' | 'mx' | 'ptr' | 'ip4' | 'ip6' | 'exists';
  readonly qualifier: Qualifier;
  /** Null: the domain of the record. */
  readonly target: string | null;
  /** It matches every address: `all`, or a network of them all. */
  readonly isForEveryone: boolean;
}

export interface SpfRecord {
  /** Those that can be reached: a mechanism behind `all` is never asked. */
  readonly mechanisms: readonly SpfMechanism[];
  /** Null without one, and where `all` decides before it. */
  readonly redirect: string | null;
}

/** Longer ones are refused: receivers ask by UDP first, and none of them reads so much. */
const MAX_LENGTH = 4_000;

export const isSpf = (text: string): boolean => /^v=spf1(?: |$)/i.test(text);

/** Reads a record of RFC 7208, section 4.6. A string tells which term is wrong. */
export function parseSpf(text: string): SpfRecord | string {
  if (text.length > MAX_LENGTH) return `it is longer than ${MAX_LENGTH} characters`;
  const mechanisms: SpfMechanism[] = [];
  const modifiers = new Map<string, string>();
  for (const term of text.split(' ').slice(1)) {
    if (term === '') continue;
    const problem = MODIFIER.test(term) ? takeModifier(term, modifiers) : takeMechanism(term, mechanisms);
    if (problem !== null) return problem;
  }
  const end = mechanisms.findIndex(({ kind }) => kind === 'all');
  if (end !== -1) return { mechanisms: mechanisms.slice(0, end + 1), redirect: null };
  return { mechanisms, redirect: modifiers.get('redirect') ?? null };
}

const MODIFIER = /^([a-z][a-z0-9_.-]*)=(.*)$/i;

function takeModifier(term: string, modifiers: Map<string, string>): string | null {
  const [, given = '', value = ''] = MODIFIER.exec(term) ?? [];
  const name = given.toLowerCase();
  const isKnown = name === 'redirect' || name === 'exp';
  if (isKnown && modifiers.has(name)) return `it has ${name}= twice`;
  if (isKnown && !isDomainSpec(value)) return wrong(term);
  modifiers.set(name, value);
  return null;
}

const MECHANISM =
  /^([+~?-]?)(all|include|a|mx|ptr|ip4|ip6|exists)(?::(.+?))?(?:\/(\d{1,3}))?(?:\/\/(\d{1,3}))?$/i;

function takeMechanism(term: string, mechanisms: SpfMechanism[]): string | null {
  const found = MECHANISM.exec(term);
  if (found === null) return wrong(term);
  const [, sign = '', name = '', target = null, prefix, prefix6] = found;
  const kind = name.toLowerCase();
  if (!isKind(kind) || !RULES[kind](target, prefix, prefix6)) return wrong(term);

  const isForEveryone =
    kind === 'all' || [prefix, prefix6].some((bits) => bits !== undefined && Number(bits) === 0);
  mechanisms.push({ kind, qualifier: isQualifier(sign) ? sign : '+', target, isForEveryone });
  return null;
}

type Rule = (target: string | null, prefix: string | undefined, prefix6: string | undefined) => boolean;

const within = (prefix: string | undefined, most: number): boolean => Number(prefix ?? 0) <= most;
const bare: Rule = (target, prefix, prefix6) => target === null && (prefix ?? prefix6) === undefined;
const named: Rule = (target, prefix, prefix6) =>
  target !== null && isDomainSpec(target) && (prefix ?? prefix6) === undefined;
const host: Rule = (target, prefix, prefix6) =>
  (target === null || isDomainSpec(target)) && within(prefix, 32) && within(prefix6, 128);

/** The target and the lengths of a network that each mechanism takes. */
const RULES: Readonly<Record<SpfMechanism['kind'], Rule>> = {
  all: bare,
  include: named,
  exists: named,
  a: host,
  mx: host,
  ptr: (target, prefix, prefix6) =>
    (target === null || isDomainSpec(target)) && (prefix ?? prefix6) === undefined,
  ip4: (target, prefix, prefix6) =>
    target !== null && isIpv4(target) && within(prefix, 32) && prefix6 === undefined,
  ip6: (target, prefix, prefix6) =>
    target !== null && isIpv6(target) && within(prefix, 128) && prefix6 === undefined,
};

const isKind = (name: string): name is SpfMechanism['kind'] => Object.hasOwn(RULES, name);
const isQualifier = (sign: string): sign is Qualifier => ['+', '-', '~', '?'].includes(sign);

/** The parser of URLs writes an address in its one form, and refuses any other. */
const isIpv4 = (text: string): boolean =>
  /^[\d.]+$/.test(text) && URL.parse(`http://${text}/`)?.hostname === text;
const isIpv6 = (text: string): boolean => /^[\da-f:.]+$/i.test(text) && URL.canParse(`http://[${text}]/`);

const MACROS = /^(?:[!-$&-~]|%[%_-]|%\{[slodiphcrtv]\d{0,3}r?[.+,/_=-]*\})+$/i;
const HOST_NAME = /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_-]{1,63}\.?$/i;

/** A name, or a text with macros that become one when a message arrives. */
const isDomainSpec = (text: string): boolean =>
  text.includes('%') ? MACROS.test(text) : text.length <= 254 && HOST_NAME.test(text);

const wrong = (term: string): string => `the term "${term.slice(0, 100)}" is wrong`;
