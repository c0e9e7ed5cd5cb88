import { HostRefused } from './host-refused.js';
import type { Destination } from './outbound.js';
import type { Purpose } from './purpose.js';

/**
 * An address of the web without user and password, which logs and lists would show.
 * @throws HostRefused; the error of `new URL` would repeat the text
 */
export function webAddress(text: string): URL {
  if (!URL.canParse(text)) throw HostRefused.address();
  const address = new URL(text);
  if (address.protocol !== 'http:' && address.protocol !== 'https:') throw HostRefused.address();
  if (address.username !== '' || address.password !== '') throw HostRefused.login();
  return address;
}

/**
 * The place that an address of the web names. `URL` reads every notation of an IPv4 address (decimal, octal, hex, short)
 * and writes it with four numbers, so that the check and the connection see the same address.
 * @throws HostRefused
 */
export function destinationOf(address: string | URL, purpose: Purpose): Destination {
  const { protocol, port, hostname } = typeof address === 'string' ? webAddress(address) : address;
  const plain = protocol === 'http:';
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return { host, port: port === '' ? (plain ? 80 : 443) : Number(port), purpose, plain };
}
