import { describe, expect, it } from '@jest/globals';
import { isRecentEnough, weaknessOf } from './nats-version.js';

describe('the version of a nats-server', () => {
  it.each(['2.8.4', '1.99.0', '2.0.0'])('%s cannot hold a service to its contracts', (version) => {
    expect(isRecentEnough(version)).toBe(false);
  });

  it.each(['2.9.0', '2.9.10', '2.15.0', '3.0.0'])('%s can', (version) => {
    expect(isRecentEnough(version)).toBe(true);
  });

  it.each(['2.9.10', '2.9.22', '2.10.1'])('%s is named with its known hole', (version) => {
    expect(weaknessOf(version)).toContain('CVE-2023-47090');
  });

  it.each(['2.9.23', '2.10.2', '2.13.9'])('%s is old, and not said to have that hole', (version) => {
    expect(weaknessOf(version)).toMatch(/is old and lacks security fixes: install/);
  });

  it.each(['2.14.0', '2.15.1', '3.0.0'])('%s is maintained', (version) => {
    expect(weaknessOf(version)).toBeUndefined();
  });
});
