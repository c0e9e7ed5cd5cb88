import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * The only part of IPv6 that is given out for the Internet. ipaddr.js takes each range that it does not name for public,
 * and ::127.0.0.1 is in such a range.
 */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/** Whether the address is one of the public Internet: no special range of IPv4 or IPv6, in whatever notation it is wrapped. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0) return false; // ipaddr.js would read 0x7f.1 as an address
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;

  return parsed instanceof ipaddr.IPv4 || parsed.match(GLOBAL_UNICAST);
}
