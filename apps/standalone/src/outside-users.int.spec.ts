import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { startNats, type EmbeddedServer } from '#embedded';
import { newId } from '#kernel';
import { natsUsers, provisionAll, PROVISIONER, withLogin } from '#messaging';
import { Home, openNatsPasswords } from './home.js';
import { createOutsideUser, outsideUsers, revokeOutsideUser } from './outside-users.js';

const temp = mkdtempSync(join(tmpdir(), 'nimbus-outside-users-'));
let home: Home;
let server: EmbeddedServer;

beforeAll(async () => {
  home = await Home.open(temp);
  const passwordOf = await openNatsPasswords(home);
  server = await startNats({ dir: home.path('nats'), users: natsUsers(passwordOf) });
  await provisionAll(withLogin(server.url, PROVISIONER, passwordOf(PROVISIONER)));
});
afterAll(async () => {
  await server.stop();
  rmSync(temp, { recursive: true, force: true });
});

const connectAs = (user: string, pass: string) =>
  connect({
    servers: `127.0.0.1:${server.port}`,
    user,
    pass,
    inboxPrefix: `_INBOX_${user}`,
    reconnect: false,
  });

describe('a user of another system', () => {
  const user = { workspaceId: newId('ws'), name: 'crm', readOnly: false };

  it('logs in at once, with its consumer, and its password is in files of their owner', async () => {
    const { login, password, reload } = await createOutsideUser({ home }, user);
    expect({ login, reload }).toEqual({ login: `${user.workspaceId}-crm`, reload: false });
    const nats = await connectAs(login, password);
    const consumer = await jetstream(nats).consumers.get('OUTBOUND', login);
    expect((await consumer.info()).config.filter_subject).toBe(`nimbus.out.${user.workspaceId}.>`);
    await nats.close();
    for (const file of ['nats-outside-users.json', 'nats-authorization.conf']) {
      expect(statSync(home.path(file)).mode & 0o777).toBe(0o600);
      expect(readFileSync(home.path(file), 'utf8')).toContain(password);
    }
  });

  it('is made once', async () => {
    await expect(createOutsideUser({ home }, user)).rejects.toThrow(/exists already/);
    expect(await outsideUsers(home)).toHaveLength(1);
  });

  it.each(['a.b', 'A', '', '>', 'a b', 'x'.repeat(41)])(
    'has no name that NATS reads otherwise: %s',
    async (name) => {
      await expect(createOutsideUser({ home }, { ...user, name })).rejects.toThrow(/lower-case/);
    },
  );

  it('is cut off when it is revoked, and logs in no more', async () => {
    const [stored] = await outsideUsers(home);
    const login = `${user.workspaceId}-crm`;
    const nats = await connectAs(login, stored?.password ?? '');
    await revokeOutsideUser({ home }, user);
    await nats.closed();
    await expect(connectAs(login, stored?.password ?? '')).rejects.toThrow(/authorization/i);
    await expect(revokeOutsideUser({ home }, user)).rejects.toThrow(/there is no user/);
  });
});
