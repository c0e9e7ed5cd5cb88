import { shown, type Texts } from './finding.js';
import { isPublicName } from './reserved-names.js';
import { isSpf, parseSpf, type SpfMechanism, type SpfRecord } from './spf-record.js';

/** Answers of the DNS that SPF needs. Undefined: no answer. */
export interface SpfLookups {
  texts(name: string): Promise<Texts>;
  /** How many addresses, or mail servers, a name has. */
  count(kind: 'a' | 'mx', name: string): Promise<number | undefined>;
}

/** All that can be known of a record without the address of a sender. */
export interface SpfFacts {
  /** The SPF records at the domain itself. */
  readonly records: readonly string[];
  /** Why receivers reject the record, or null. */
  readonly problem: string | null;
  /** The names that the record includes, directly or not, in lower case. */
  readonly included: ReadonlySet<string>;
  /** It depends on a message, as by `%{i}`: more may be included than can be seen. */
  readonly hasMacros: boolean;
  /** The lookups that a message from an unknown address costs. */
  readonly lookups: number;
  /** No `-all` or `~all` ends it. */
  readonly isOpen: boolean;
}

/** RFC 7208, section 4.6.4. */
const MAX_LOOKUPS = 10;
const MAX_VOID_LOOKUPS = 2;
const MAX_MAIL_SERVERS = 10;

/** Reads the SPF record of a domain, and the records that it leads to. Undefined: an answer that it needs is missing. */
export async function walkSpf(domain: string, lookups: SpfLookups): Promise<SpfFacts | undefined> {
  const texts = await lookups.texts(domain);
  return texts === undefined ? undefined : new SpfWalk(lookups).run(domain, texts.filter(isSpf));
}

/** Receivers reject every message of the domain, by the rules of SPF. */
class SpfRejected extends Error {}
class NoAnswer extends Error {}

class SpfWalk {
  private readonly included = new Set<string>();
  private hasMacros = false;
  private count = 0;
  private voids = 0;

  constructor(private readonly lookups: SpfLookups) {}

  async run(domain: string, records: readonly string[]): Promise<SpfFacts | undefined> {
    try {
      const ending = await this.judge(domain, records, [domain]);
      const problem = ending === '+' ? 'the SPF record lets every server send for the domain' : null;
      return this.facts(records, problem, ending);
    } catch (error) {
      if (error instanceof NoAnswer) return undefined;
      if (error instanceof SpfRejected) return this.facts(records, error.message, '-');
      throw error;
    }
  }

  private facts(records: readonly string[], problem: string | null, ending: Ending): SpfFacts {
    const { included, hasMacros, count: lookups } = this;
    return { records: records.map(shown), problem, included, hasMacros, lookups, isOpen: ending === '?' };
  }

  /** How a server that nothing names comes out. `path` are the names that led here, so that a loop ends. */
  private async judge(name: string, records: readonly string[], path: readonly string[]): Promise<Ending> {
    const [text] = records;
    if (text === undefined) throw new SpfRejected(`${name} has no SPF record`);
    if (records.length > 1) {
      throw new SpfRejected(`${name} has ${records.length} SPF records: there must be exactly one`);
    }
    const record = parseSpf(text);
    if (typeof record === 'string')
      throw new SpfRejected(`the SPF record of ${name} is invalid: ${shown(record)}`);
    return this.follow(name, record, path);
  }

  private async follow(name: string, record: SpfRecord, path: readonly string[]): Promise<Ending> {
    for (const mechanism of record.mechanisms) {
      const isMatch = await this.matchesEveryone(mechanism, name, path);
      if (isMatch) return mechanism.qualifier;
    }
    if (record.redirect === null) return '?';
    return this.into('redirect', this.targetOf(record.redirect, name), path);
  }

  private async matchesEveryone(
    { kind, target, isForEveryone }: SpfMechanism,
    name: string,
    path: readonly string[],
  ): Promise<boolean> {
    if (kind === 'all' || kind === 'ip4' || kind === 'ip6') return isForEveryone;
    const place = this.targetOf(target ?? name, name);
    if (kind === 'include') return (await this.into(kind, place, path)) === '+';
    this.countLookup();
    if (kind !== 'ptr' && place !== null) await this.look(kind, place);
    return isForEveryone;
  }

  /** An included record, or the one that replaces this one. */
  private async into(
    kind: 'include' | 'redirect',
    name: string | null,
    path: readonly string[],
  ): Promise<Ending> {
    this.countLookup();
    if (name === null) return '-';
    if (path.includes(name))
      throw new SpfRejected(`the SPF record leads back to ${name} by ${kind}: receivers end such a loop`);
    this.included.add(name);
    const texts = isPublicName(name) ? await this.lookups.texts(name) : [];
    if (texts === undefined) throw new NoAnswer();
    if (texts.length === 0) this.countVoid();
    return this.judge(name, texts.filter(isSpf), [...path, name]);
  }

  private async look(kind: 'a' | 'mx' | 'exists', name: string): Promise<void> {
    const asked = kind === 'mx' ? 'mx' : 'a';
    const found = isPublicName(name) ? await this.lookups.count(asked, name) : 0;
    if (found === undefined) throw new NoAnswer();
    if (found === 0) this.countVoid();
    if (kind === 'mx' && found > MAX_MAIL_SERVERS) {
      throw new SpfRejected(`mx:${name} has ${found} mail servers: SPF allows ${MAX_MAIL_SERVERS}`);
    }
  }

  /** In lower case; null where macros make it another name for each message. */
  private targetOf(target: string, name: string): string | null {
    const place = target
      .replaceAll(/%\{[do]\}/gi, name)
      .toLowerCase()
      .replace(/\.$/, '');
    if (!place.includes('%')) return place;
    this.hasMacros = true;
    return null;
  }

  private countLookup(): void {
    this.count += 1;
    if (this.count > MAX_LOOKUPS) {
      throw new SpfRejected(`the SPF record needs more than ${MAX_LOOKUPS} DNS lookups: take includes out`);
    }
  }

  private countVoid(): void {
    this.voids += 1;
    if (this.voids > MAX_VOID_LOOKUPS) {
      throw new SpfRejected(
        `more than ${MAX_VOID_LOOKUPS} names in the SPF record do not exist: take them out`,
      );
    }
  }
}

/** The qualifier for a server that nothing names; `?` without a rule for it. */
type Ending = SpfMechanism['qualifier'];
