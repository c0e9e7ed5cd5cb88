import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { isPublicAddress } from './public-address.js';

const SPECIAL = {
  unspecified: ['0.0.0.0', '0.1.2.3', '::'],
  loopback: ['127.0.0.1', '127.255.255.254', '::1'],
  private: ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
  'link-local, with the metadata of clouds': ['169.254.169.254', '169.254.0.1', 'fe80::1', 'fe80::1%eth0'],
  'carrier-grade NAT': ['100.64.0.1', '100.127.255.255'],
  multicast: ['224.0.0.1', '239.255.255.255', 'ff02::1'],
  broadcast: ['255.255.255.255'],
  documentation: ['192.0.2.1', '198.51.100.1', '203.0.113.1', '2001:db8::1', '3fff::1'],
  'reserved or for measurements': ['192.0.0.8', '198.18.0.1', '240.0.0.1', '2001:2::1', '100::1', '4000::1'],
  'unique local, with the metadata of clouds': ['fc00::1', 'fd00:ec2::254'],
  'site-local': ['fec0::1'],
  'IPv4-mapped': ['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:8.8.8.8'],
  'IPv4-compatible': ['::127.0.0.1', '::7f00:1', '::8.8.8.8'],
  'IPv4-translated': ['::ffff:0:127.0.0.1'],
  NAT64: ['64:ff9b::7f00:1', '64:ff9b::127.0.0.1', '64:ff9b:1::a00:1'],
  '6to4': ['2002:7f00:1::', '2002:a00:1::1', '192.88.99.1'],
  Teredo: ['2001::1', '2001:0:7f00:1::'],
  'segment routing': ['5f00::1'],
} as const;

describe('an address', () => {
  it.each(Object.entries(SPECIAL))('that is %s is not public', (_, addresses) => {
    expect(addresses.filter(isPublicAddress)).toEqual([]);
  });

  it.each(['8.8.8.8', '1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700:4700::1111', '2a00:1450:4001::1'])(
    '%s is public',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );

  it.each(['127.1', '0x7f.1', '2130706433', '017700000001', '127.0.0.1.', '[::1]', 'localhost', ''])(
    'that is spelled %j is not public',
    (address) => expect(isPublicAddress(address)).toBe(false),
  );

  it('of IPv4 is not public in any wrapping of IPv6', () => {
    fc.assert(
      fc.property(
        fc.ipV4(),
        fc.constantFrom('::', '::ffff:', '::ffff:0:', '64:ff9b::'),
        (address, prefix) => {
          expect(isPublicAddress(prefix + address)).toBe(false);
        },
      ),
    );
  });

  it('of IPv6 is public only where the Internet is', () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        const first = Number.parseInt(address.startsWith('::') ? '0' : address, 16);
        if (first < 0x2000 || first >= 0x4000) expect(isPublicAddress(address)).toBe(false);
      }),
    );
  });
});
