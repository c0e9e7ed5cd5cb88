import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { outboundVariables } from './outbound-config.js';

const parsed = (env: Record<string, string>) => z.object(outboundVariables).safeParse(env);

describe('the variables of outbound connections', () => {
  it('allow nothing by default', () => {
    expect(parsed({}).data).toEqual({ ALLOW_PRIVATE_NETWORKS: false, ALLOWED_HOSTS: [] });
  });

  it('list hosts with their ports', () => {
    const { data } = parsed({ ALLOW_PRIVATE_NETWORKS: 'true', ALLOWED_HOSTS: 'Relay.lan:1025, ::1:*,' });
    expect(data).toEqual({ ALLOW_PRIVATE_NETWORKS: true, ALLOWED_HOSTS: ['relay.lan:1025', '::1:*'] });
  });

  it.each(['yes', '1', 'TRUE '])('do not take %j for true', (value) => {
    expect(parsed({ ALLOW_PRIVATE_NETWORKS: value }).success).toBe(false);
  });

  it.each(['relay.lan', 'relay.lan:smtp', ':25'])('do not take %j for a host with its port', (value) => {
    expect(parsed({ ALLOWED_HOSTS: value }).success).toBe(false);
  });
});
