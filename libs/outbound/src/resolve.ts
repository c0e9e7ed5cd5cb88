import { lookup, Resolver } from 'node:dns/promises';

/** Names to addresses; an empty list where a name has none. */
export interface NameResolvers {
  /** Asks name servers only. */
  readonly publicName: (name: string) => Promise<readonly string[]>;
  /** Asks the operating system, with its hosts file and search domains. Rejects where a name has no address. */
  readonly localName: (name: string) => Promise<readonly string[]>;
}

const QUERY = { timeout: 2_000, tries: 2 };
const DEADLINE_MS = 5_000;

/** `servers` (`address:port`) are asked in place of those of the system. */
export const nameResolversAt = (servers?: readonly string[]): NameResolvers => ({
  /**
   * Not by the operating system: its look-ups block one of four threads each, which files and cryptography share, and a
   * customer could choose a name server that never answers.
   */
  async publicName(name) {
    const resolver = new Resolver(QUERY);
    if (servers !== undefined) resolver.setServers(servers);
    const deadline = setTimeout(() => resolver.cancel(), DEADLINE_MS);
    const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
    clearTimeout(deadline);

    return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  },

  async localName(name) {
    return (await lookup(name, { all: true })).map(({ address }) => address);
  },
});
