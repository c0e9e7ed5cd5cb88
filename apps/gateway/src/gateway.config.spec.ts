import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '#service';
import { gatewayConfig } from './gateway.config.js';

const SOUND = {
  DATABASE_URL: 'postgres://me@db/all',
  PUBLIC_URL: 'https://api.example.com',
  TRACKING_SECRET: 'x'.repeat(16),
  JWT_SECRET: 'x'.repeat(32),
};
const start = (variables: object) => () => loadConfig(gatewayConfig, { ...SOUND, ...variables });

describe('the gateway', () => {
  it('does not start with a token of operators that can be guessed', () => {
    expect(start({ ADMIN_TOKEN: 'fifteen letters' })).toThrow(
      'ADMIN_TOKEN: must have at least 16 characters',
    );
    expect(start({ ADMIN_TOKEN: 'sixteen letters.' })()).toMatchObject({ ADMIN_TOKEN: 'sixteen letters.' });
  });

  it('does not start with trusted proxies that are no networks', () => {
    expect(start({ TRUSTED_PROXIES: 'true' })).toThrow('TRUSTED_PROXIES: must be networks');
    expect(start({ TRUSTED_PROXIES: '10.0.0.0/8, ::1' })()).toMatchObject({
      TRUSTED_PROXIES: '10.0.0.0/8, ::1',
    });
  });
});
