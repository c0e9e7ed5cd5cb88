import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
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
      DRAIN_SECONDS: 0,
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

describe('a variable whose value stands in a file', () => {
  const dir = mkdtempSync(join(tmpdir(), 'nimbus-config-'));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  const { ADMIN_TOKEN: _, ...others } = sound;

  const fileOf = (content: string): string => {
    const file = join(dir, String(content.length));
    writeFileSync(file, content);
    return file;
  };

  it.each(['', '\n', '\r\n'])('is read without the newline at the end: %j', (end) => {
    const env = { ...others, ADMIN_TOKEN_FILE: fileOf(`${'secret '.repeat(4)}${end}`) };
    expect(loadConfig(Config, env).ADMIN_TOKEN).toBe('secret '.repeat(4));
  });

  it('may be the own database of a service, before the shared one', () => {
    const env = { ...sound, CAMPAIGNS_DATABASE_URL_FILE: fileOf('postgres://me@db/campaigns\n') };
    expect(loadConfig(Config, env).DATABASE_URL).toBe('postgres://me@db/campaigns');
  });

  it('meets the schema, and no problem shows the content', () => {
    const env = { ...others, ADMIN_TOKEN_FILE: fileOf('hunter2') };
    expect(() => loadConfig(Config, env)).toThrow(/^  ADMIN_TOKEN: /m);
    expect(() => loadConfig(Config, env)).not.toThrow(/hunter2/);
  });

  it('is refused beside the variable itself, because one of the two would be without effect', () => {
    const env = { ...sound, ADMIN_TOKEN_FILE: fileOf('hunter2') };
    expect(() => loadConfig(Config, env)).toThrow(/ADMIN_TOKEN: set it or ADMIN_TOKEN_FILE, not both/);
    expect(() => loadConfig(Config, env)).not.toThrow(/hunter2/);
  });

  it('is refused with the name of a file that is missing, unreadable or empty', () => {
    const load = (ADMIN_TOKEN_FILE: string) => () => loadConfig(Config, { ...others, ADMIN_TOKEN_FILE });
    const missing = join(dir, 'missing');
    expect(load(missing)).toThrow(`ADMIN_TOKEN_FILE: ${missing} cannot be read (ENOENT)`);
    expect(load(dir)).toThrow(`ADMIN_TOKEN_FILE: ${dir} cannot be read (EISDIR)`);
    expect(load(fileOf('\n'))).toThrow(/ADMIN_TOKEN_FILE: .* is empty/);
  });

  it('takes no variable that the schema does not have', () => {
    expect(() => loadConfig(Config, { ...sound, SSL_CERT_FILE: join(dir, 'missing') })).not.toThrow();
  });
});
