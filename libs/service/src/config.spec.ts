import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { ConfigError, loadConfig, serviceConfig } from './config.js';

const Config = serviceConfig('campaigns').extend({
  ADMIN_TOKEN: z.string().min(20),
});
const sound = { DATABASE_URL: 'postgres://me@db/all', ADMIN_TOKEN: 'a'.repeat(20) };

describe('the configuration', () => {
  it('has defaults for what has one', () => {
    expect(loadConfig(Config, sound)).toEqual({
      ...sound,
      NATS_URL: 'nats://127.0.0.1:4222',
      NATS_REPLICAS: 1,
      DATABASE_POOL_SIZE: 10,
      HOST: '127.0.0.1',
      PORT: 3_000,
      METRICS_HOST: '127.0.0.1',
      METRICS_PORT: 9_464,
      LOG_LEVEL: 'info',
    });
  });

  it('takes the own database of a service before the shared one', () => {
    const own = { CAMPAIGNS_DATABASE_URL: 'postgres://me@db/campaigns' };
    expect(loadConfig(Config, { ...sound, ...own }).DATABASE_URL).toBe('postgres://me@db/campaigns');
  });

  it('takes the own NATS user of a service before the shared one', () => {
    const urls = { CAMPAIGNS_NATS_URL: 'nats://campaigns:p@n:1', NATS_URL: 'nats://n:1' };
    expect(loadConfig(Config, { ...sound, ...urls }).NATS_URL).toBe('nats://campaigns:p@n:1');
  });

  it('treats an empty variable as one that is not set', () => {
    const env = { ...sound, CAMPAIGNS_DATABASE_URL: '', PORT: '' };
    expect(loadConfig(Config, env)).toMatchObject({ DATABASE_URL: 'postgres://me@db/all', PORT: 3_000 });
  });

  it('names every problem at once, by variable, and no value', () => {
    const env = {
      NATS_URL: 'nats://a:4222,secret:4222',
      NATS_REPLICAS: 'many-secrets',
      DATABASE_URL: 'mysql://root:hunter2@db/all',
      PORT: '99999',
      LOG_LEVEL: 'loud-secret',
      ADMIN_TOKEN: 'short-secret',
    };
    const load = () => loadConfig(Config, env);
    expect(load).toThrow(ConfigError);
    for (const name of [
      'CAMPAIGNS_NATS_URL or NATS_URL',
      'NATS_REPLICAS',
      'CAMPAIGNS_DATABASE_URL or DATABASE_URL',
      'PORT',
      'LOG_LEVEL',
      'ADMIN_TOKEN',
    ]) {
      expect(load).toThrow(new RegExp(`^  ${name}: `, 'm'));
    }
    expect(load).not.toThrow(/secret|hunter2|99999/);
  });
});
