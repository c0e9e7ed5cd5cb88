import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '#service';
import { deliverabilityConfig } from './deliverability.config.js';

const SOUND = {
  DATABASE_URL: 'postgres://me@db/all',
  NATS_URL: 'nats://bus:4222',
  SECRETS_KEY: Buffer.alloc(32).toString('base64'),
};
const started = (DNS_SERVERS?: string) => () => loadConfig(deliverabilityConfig, { ...SOUND, DNS_SERVERS });

describe('the name servers of deliverability', () => {
  it('are those of the system, or the given ones', () => {
    expect(started()().DNS_SERVERS).toEqual([]);
    expect(started('')().DNS_SERVERS).toEqual([]);
    expect(started('9.9.9.9, 10.0.0.53:5353 ,[2620:fe::fe]:53')().DNS_SERVERS).toEqual([
      '9.9.9.9',
      '10.0.0.53:5353',
      '[2620:fe::fe]:53',
    ]);
  });

  it.each(['dns.example', '9.9.9.9:x', '9.9.9.9;1.1.1.1'])('are not %s', (list) => {
    expect(started(list)).toThrow('DNS_SERVERS: must be addresses');
  });
});
