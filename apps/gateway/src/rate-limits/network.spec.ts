import { describe, expect, it } from '@jest/globals';
import { isNetworkList, networkOf } from './network.js';

describe('the network of an address', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2::1', '2001:db8:1:2::/64'],
    ['2001:db8:1:2:ffff:ffff:ffff:ffff', '2001:db8:1:2::/64'],
    ['::1', '0:0:0:0::/64'],
    ['_hidden', 'unknown'],
  ])('of %s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});

describe('a list of networks', () => {
  it.each(['10.0.0.0/8', '127.0.0.1, 10.0.0.0/8,::1', '2001:db8::/32'])('may be %s', (list) => {
    expect(isNetworkList(list)).toBe(true);
  });

  it.each(['', 'proxy.example.com', '10.0.0.0/33', '10.0.0.0/8,', 'true'])('is not %j', (list) => {
    expect(isNetworkList(list)).toBe(false);
  });
});
