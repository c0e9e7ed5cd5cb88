import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { HostRefused } from './host-refused.js';
import { Outbound } from './outbound.js';
import { destinationOf } from './web-address.js';

const V4 = [
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12',
  '192.0.0.0/24 192.168.0.0/16 198.18.0.0/15 224.0.0.0/4 240.0.0.0/4',
].flatMap((line) => line.split(' '));
const V6 = [
  '::/96 ::ffff:0:0/96 64:ff9b::/96 64:ff9b:1::/48 100::/64 2001::/32 2001:db8::/32',
  '2002::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8',
].flatMap((line) => line.split(' '));

/** An address of a range: its first bits, and any others. */
const within = (range: string): fc.Arbitrary<number[]> => {
  const [base, bits] = ipaddr.parseCIDR(range);
  const fixed = base.toByteArray();
  return fc.uint8Array({ minLength: fixed.length, maxLength: fixed.length }).map((random) =>
    fixed.map((byte, at) => {
      const free = 0xff >> Math.min(8, Math.max(0, bits - at * 8));
      return (byte & ~free) | ((random[at] ?? 0) & free);
    }),
  );
};

const number = (bytes: readonly number[]): number => bytes.reduce((sum, byte) => sum * 256 + byte, 0);
const octal = (value: number): string => `0${value.toString(8)}`;
const hex = (value: number): string => `0x${value.toString(16)}`;
const NOTATIONS: ((bytes: number[]) => string)[] = [
  (bytes) => bytes.join('.'),
  (bytes) => `${bytes.join('.')}.`,
  (bytes) => String(number(bytes)),
  (bytes) => octal(number(bytes)),
  (bytes) => hex(number(bytes)),
  (bytes) => bytes.map(octal).join('.'),
  (bytes) => bytes.map(hex).join('.'),
  ([first = 0, ...rest]) => `${first}.${number(rest)}`,
  ([first = 0, second = 0, ...rest]) => `${hex(first)}.${octal(second)}.${number(rest)}`,
  (bytes) => `[::ffff:${bytes.join('.')}]`,
  (bytes) => `[64:ff9b::${bytes.join('.')}]`,
];

const closed = new Outbound({ allowPrivateNetworks: false, allowedHosts: [] });
const refusalOf = (host: string): unknown => {
  try {
    closed.assertNamed(destinationOf(`https://${host}/`, 'webhook'));
    return `${host} is called`;
  } catch (error) {
    return error instanceof HostRefused ? error.code : error;
  }
};

describe('a URL', () => {
  it('of an address that is not public is refused in every notation', () => {
    const address = fc.constantFrom(...V4).chain(within);
    fc.assert(
      fc.property(address, fc.constantFrom(...NOTATIONS), (bytes, notation) => {
        expect(refusalOf(notation(bytes))).toBe('server_not_public');
      }),
    );
  });

  it('of an address of IPv6 that is not public is refused, short or long', () => {
    const address = fc.constantFrom(...V6).chain(within);
    fc.assert(
      fc.property(address, fc.boolean(), (bytes, short) => {
        const parsed = ipaddr.fromByteArray(bytes);
        const host = short ? parsed.toString() : parsed.toNormalizedString();
        expect(refusalOf(`[${host}]`)).toBe('server_not_public');
      }),
    );
  });
});
