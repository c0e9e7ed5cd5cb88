import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from '@jest/globals';
import { SERVICES } from '#contracts';
import { findNatsServer } from '#embedded';
import { authorizationTemplate, NATS_USERS } from '#messaging';
import { completed, newSecrets, secretList } from '../../tools/kubernetes/secrets.mjs';
import { ROOT } from './broken.js';

type Secrets = Readonly<Record<string, Readonly<Record<string, string>>>>;

const dir = mkdtempSync(join(tmpdir(), 'nimbus-kubernetes-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const make = (natsHosts = ['nats:4222'], ownServers = false): Secrets =>
  newSecrets({
    services: SERVICES,
    users: NATS_USERS,
    natsHosts,
    databaseHost: 'db:5432',
    databaseName: 'nimbus',
    ownServers,
  });

describe('the secrets of an installation on Kubernetes', () => {
  it('give nats-server the passwords of the users that the services log in as', async () => {
    const secrets = make();
    copyFileSync(`${ROOT}deploy/kubernetes/overlays/small/nats-server.conf`, join(dir, 'nats-server.conf'));
    writeFileSync(join(dir, 'nats-authorization.conf'), authorizationTemplate());

    const passwords = secrets['nimbus-nats-server'];
    const checking = ['-t', '-c', join(dir, 'nats-server.conf')];
    const { stderr } = await promisify(execFile)(await findNatsServer(), checking, { env: { ...passwords } });
    expect(stderr).toContain('is valid');

    for (const user of NATS_USERS) {
      const { username, password } = new URL(secrets['nimbus-nats']?.[user] ?? '');
      expect(username).toBe(user);
      expect(password).toBe(passwords?.[`${user.toUpperCase()}_NATS_PASSWORD`]);
    }
  });

  it('are random, and differ from each other', () => {
    const values = [make(), make()].flatMap((secrets) =>
      ['nimbus-nats-server', 'nimbus-keys', 'nimbus-admin'].flatMap((name) =>
        Object.values(secrets[name] ?? {}),
      ),
    );

    expect(new Set(values).size).toBe(values.length);
    for (const value of values) expect(value.length).toBeGreaterThanOrEqual(32);
  });

  it('name every server of a cluster, and no administrator of servers that are not theirs', () => {
    const secrets = make(['a:4222', 'b:4222'], true);

    expect(secrets['nimbus-nats']?.['gateway']).toMatch(
      /^nats:\/\/gateway:\w+@a:4222,nats:\/\/gateway:\w+@b:4222$/,
    );
    expect(secrets).not.toHaveProperty('nimbus-admin');
  });

  it('stay when a later version adds a service, whose own are new', () => {
    const before = make();
    const { bus, ...others } = before['nimbus-nats'] ?? {};
    const earlier = { ...before, 'nimbus-nats': others };

    const after: Secrets = completed(make(), secretList(earlier));

    expect(after).toMatchObject(earlier);
    expect(after['nimbus-nats']?.['bus']).toMatch(/^nats:\/\/bus:/);
    expect(after['nimbus-nats']?.['bus']).not.toBe(bus);
  });
});
