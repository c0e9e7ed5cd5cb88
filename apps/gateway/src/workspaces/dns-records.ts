import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';

const QUERY = { timeout: 2_000, tries: 2 };
/** A customer could choose name servers that never answer, and the gateway has ten seconds to shut down. */
const DEADLINE_MS = 5_000;

/** No record of the kind, or no such name: an answer too. */
const NOTHING = new Set(['ENODATA', 'ENOTFOUND']);

/** Looks names up at the name servers of the system, or at the given ones, such as `127.0.0.1:5353`. */
export class DnsRecords {
  constructor(private readonly servers?: readonly string[]) {}

  /** Undefined without an answer. */
  cnames(name: string): Promise<readonly string[] | undefined> {
    return this.answer((resolver) => resolver.resolveCname(name));
  }

  /** The addresses of both families; undefined without an answer to either question. */
  async addresses(name: string): Promise<readonly string[] | undefined> {
    if (isIP(name) !== 0) return [name];
    const [v4, v6] = await Promise.all([
      this.answer((resolver) => resolver.resolve4(name)),
      this.answer((resolver) => resolver.resolve6(name)),
    ]);
    return v4 === undefined || v6 === undefined ? (v4 ?? v6) : [...v4, ...v6];
  }

  private async answer(
    question: (resolver: Resolver) => Promise<readonly string[]>,
  ): Promise<readonly string[] | undefined> {
    const resolver = new Resolver(QUERY);
    if (this.servers !== undefined) resolver.setServers([...this.servers]);
    const deadline = setTimeout(() => resolver.cancel(), DEADLINE_MS);
    try {
      return await question(resolver);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      return NOTHING.has(code) ? [] : undefined;
    } finally {
      clearTimeout(deadline);
    }
  }
}
