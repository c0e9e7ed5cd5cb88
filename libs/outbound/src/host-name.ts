import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';

/** The last label begins with a letter: `127.1`, `0x7f.1` and `2130706433` are addresses to the operating system. */
const NAME = /^(?:[a-z0-9_-]{1,63}\.)*[a-z][a-z0-9-]{0,62}$/i;

/** The host as resolvers take it: an address or a name in ASCII. Undefined for any other notation. */
export function hostNameOf(host: string): string | undefined {
  if (isIP(host) !== 0) return host.includes('%') ? undefined : host;
  const name = domainToASCII(host);

  return NAME.test(name) ? name : undefined;
}
