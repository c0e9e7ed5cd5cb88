import { HostRefused } from './host-refused.js';
import type { Destination } from './outbound.js';
import type { Purpose } from './purpose.js';

/**
 * The place that an address of the web names. `URL` reads every notation of an IPv4 address (decimal, octal, hex, short)
 * and writes it with four numbers, so that the check and the connection see the same address.
 * @throws HostRefused where it is no address of the web, or carries a user or a password: logs and lists would show them
 */
export function destinationOf(address: string, purpose: Purpose): Destination {
  if (!URL.canParse(address)) throw HostRefused.address(); // the error of `new URL` repeats the text
  const { protocol, port, hostname, username, password } = new URL(address);
  if (protocol !== 'http:' && protocol !== 'https:') throw HostRefused.address();
  if (username !== '' || password !== '') throw HostRefused.login();
  const plain = protocol === 'http:';
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return { host, port: port === '' ? (plain ? 80 : 443) : Number(port), purpose, plain };
}
