import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { findNatsServer } from '#embedded';
import { authorizationTemplate } from '#messaging';
import { parseObjects } from '../../tools/kubernetes/render.mjs';
import { ROOT } from './broken.js';

const Secret = z.object({
  kind: z.literal('Secret'),
  metadata: z.object({ name: z.string() }),
  stringData: z.record(z.string(), z.string()),
});
type Values = z.infer<typeof Secret>['stringData'];

const dir = mkdtempSync(join(tmpdir(), 'nimbus-kubernetes-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function printSecrets(env: Record<string, string> = {}): Map<string, Values> {
  const text = execFileSync('sh', [`${ROOT}deploy/kubernetes/secrets.sh`], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], ...env },
  });
  const secrets = z.array(Secret).parse(parseObjects(text));
  return new Map(secrets.map(({ metadata, stringData }) => [metadata.name, stringData]));
}

describe('the secrets of an installation on Kubernetes', () => {
  it('give nats-server the passwords of the users that the services log in as', async () => {
    const secrets = printSecrets();
    copyFileSync(`${ROOT}deploy/kubernetes/overlays/small/nats-server.conf`, join(dir, 'nats-server.conf'));
    writeFileSync(join(dir, 'nats-authorization.conf'), authorizationTemplate());

    const passwords = secrets.get('nimbus-nats-server') ?? {};
    const arguments_ = ['-t', '-c', join(dir, 'nats-server.conf')];
    execFileSync(await findNatsServer(), arguments_, { env: passwords, stdio: 'pipe' });

    for (const [user, url] of Object.entries(secrets.get('nimbus-nats') ?? {})) {
      expect(new URL(url).password).toBe(passwords[`${user.toUpperCase()}_NATS_PASSWORD`]);
    }
  });

  it('are random, and differ from each other', () => {
    const values = [printSecrets(), printSecrets()].flatMap((secrets) =>
      ['nimbus-nats-server', 'nimbus-keys', 'nimbus-admin'].flatMap((name) =>
        Object.values(secrets.get(name) ?? {}),
      ),
    );

    expect(new Set(values).size).toBe(values.length);
    for (const value of values) expect(value.length).toBeGreaterThanOrEqual(32);
  });

  it('name every server of a cluster, and no administrator of a server that is not theirs', () => {
    const secrets = printSecrets({ DATABASE_HOST: 'db.example.com:5432', NATS_HOSTS: 'a:4222,b:4222' });

    expect(secrets.get('nimbus-nats')?.['gateway']).toMatch(
      /^nats:\/\/gateway:\w+@a:4222,nats:\/\/gateway:\w+@b:4222$/,
    );
    expect(secrets.get('nimbus-database')?.['gateway']).toContain('@db.example.com:5432/nimbus');
    expect(secrets.has('nimbus-admin')).toBe(false);
  });
});
