import ipaddr from 'ipaddr.js';

const GROUPS_OF_NETWORK = 4;

/**
 * The name under which an address is counted. A customer of IPv6 has a whole /64: counted by single addresses, one machine
 * would have 2^64 limits.
 */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return 'unknown';

  const parsed = ipaddr.process(address); // an IPv4 address that is written as IPv6 becomes IPv4
  if (!(parsed instanceof ipaddr.IPv6)) return parsed.toString();
  const groups = parsed.parts.slice(0, GROUPS_OF_NETWORK);
  return `${groups.map((group) => group.toString(16)).join(':')}::/64`;
}

/** A list of networks such as `10.0.0.0/8` or single addresses, separated by commas. */
export const isNetworkList = (list: string): boolean =>
  list.split(',').every((entry) => ipaddr.isValid(entry.trim()) || ipaddr.isValidCIDR(entry.trim()));
