import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CreatePlatformConnection,
  DeletePlatformConnection,
  GetPlatformConnection,
  ListPlatformConnections,
  RotateHookToken,
  SyncConnectionAccounts,
  TestPlatformConnection,
  UpdatePlatformConnection,
  type PlatformConnectionView,
} from '#contracts';
import { newId, uuidOf, type Id } from '#kernel';
import { eventually, refusalOf, useServers } from '#testing';
import { InstantlyServer } from '../../../test/platforms/instantly-server.js';
import { PLATFORM_KEY } from '../../../test/platforms/platform-server.js';
import { BrokenConnectionsSchedule } from '../src/connections/transport/broken-connections.schedule.js';
import { ConnectionsHarness, refOf } from './connections-harness.js';

const HOUR_MS = 3_600_000;
const KEY = PLATFORM_KEY;
const OTHER_KEY = 'another-key-of-the-platform-91ab';
/** The request that tries a key. Accounts and hooks of other connections are asked for meanwhile. */
const CHECK = /^GET \/campaigns$/;

const servers = useServers();
const instantly = new InstantlyServer();
let platforms: ConnectionsHarness;
beforeAll(async () => {
  await instantly.start();
  platforms = await ConnectionsHarness.start(servers, { INSTANTLY_URL: instantly.url });
});
afterEach(() => {
  instantly.faults.none();
  instantly.keys.clear();
  instantly.keys.add(KEY);
  instantly.accounts.length = 0;
});
afterAll(async () => {
  await platforms.stop();
  await instantly.stop();
});

const create = (
  workspaceId = newId('ws'),
  options: { api_key?: string; client_id?: Id<'cli'> | null } = {},
): Promise<PlatformConnectionView> => platforms.connect(workspaceId, options);
const get = (connection: PlatformConnectionView, showsHook = false) => platforms.get(connection, showsHook);

const rowsOf = (workspaceId: Id<'ws'>) =>
  platforms.database.query('select * from connection where workspace_id = $1', [uuidOf(workspaceId)]);

describe('a new connection', () => {
  it('works, with the address of its hook and the events to enter there', async () => {
    const connection = await create();

    expect(connection).toMatchObject({
      platform: 'instantly',
      client_id: null,
      status: 'working',
      reason: null,
    });
    expect(connection.hook.url).toMatch(/^https:\/\/nimbus\.test\/hooks\/instantly\/[\w-]{32}$/);
    expect(connection.hook.events.length).toBeGreaterThan(0);
    expect(await get(connection, true)).toMatchObject({ hook: { url: connection.hook.url } });
    expect(await get(connection)).toMatchObject({ hook: { url: null } });
  });

  it('with a key that the platform refuses is not stored, and the refusal has its words', async () => {
    const workspaceId = newId('ws');
    const refusal = await refusalOf(create(workspaceId, { api_key: 'wrong-key-of-nobody' }));

    expect(refusal).toMatchObject({ kind: 'rejected', code: 'platform_refused_credentials' });
    expect(refusal.message).toContain('invalid api key');
    expect(refusal.message).not.toContain('wrong-key-of-nobody');
    expect(await rowsOf(workspaceId)).toEqual([]);
  });

  it.each(['error', 'maintenance', 'cut_after', 'rate_limited'] as const)(
    'is not stored while the platform answers with %s, and can be made later',
    async (fault) => {
      const workspaceId = newId('ws');
      instantly.faults.next(fault, { path: CHECK, times: 3 });
      const refusal = await refusalOf(create(workspaceId));

      expect(refusal).toMatchObject({ kind: 'unavailable', code: 'platform_unavailable' });
      expect(await rowsOf(workspaceId)).toEqual([]);
      instantly.faults.none();
      expect(await create(workspaceId)).toMatchObject({ status: 'working' });
    },
  );

  it('needs the credentials of its platform', async () => {
    const refusal = await refusalOf(
      platforms.rpc.request(CreatePlatformConnection, {
        workspace_id: newId('ws'),
        workspace_time_zone: 'UTC',
        connection: { platform: 'instantly', client_id: null, credentials: { token: 'x' } },
      }),
    );
    expect(refusal).toMatchObject({
      code: 'validation_error',
      details: {
        errors: expect.arrayContaining([expect.objectContaining({ field: 'credentials.api_key' })]),
      },
    });
  });

  it('is one per workspace, client and platform, also of two at a time', async () => {
    const workspaceId = newId('ws');
    const client = newId('cli');
    const outcomes = await Promise.allSettled([create(workspaceId), create(workspaceId)]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);

    expect(await refusalOf(create(workspaceId))).toMatchObject({
      kind: 'conflict',
      code: 'duplicate_connection',
    });
    await create(workspaceId, { client_id: client });
    expect(await refusalOf(create(workspaceId, { client_id: client }))).toMatchObject({
      code: 'duplicate_connection',
    });
    const { results } = await platforms.rpc.request(ListPlatformConnections, {
      workspace_id: workspaceId,
      shows_hook: false,
    });
    expect(results.map(({ client_id }) => client_id)).toEqual([client, null]);
  });

  it('does not exist for another workspace', async () => {
    const connection = await create();
    const foreign = { workspace_id: newId('ws'), connection_id: connection.id };
    const answers = await Promise.all([
      refusalOf(platforms.rpc.request(GetPlatformConnection, { ...foreign, shows_hook: true })),
      refusalOf(platforms.rpc.request(TestPlatformConnection, foreign)),
      refusalOf(platforms.rpc.request(SyncConnectionAccounts, foreign)),
      refusalOf(platforms.rpc.request(RotateHookToken, foreign)),
      refusalOf(platforms.rpc.request(DeletePlatformConnection, foreign)),
      refusalOf(
        platforms.rpc.request(UpdatePlatformConnection, {
          ...foreign,
          changes: { credentials: { api_key: KEY } },
        }),
      ),
    ]);

    for (const refusal of answers) expect(refusal).toMatchObject({ kind: 'not_found' });
    expect(await get(connection)).toMatchObject({ status: 'working' });
  });
});

describe('the credentials of a connection', () => {
  it('are in no table but their own column, encrypted, and in no event', async () => {
    const connection = await create();
    const tables = await platforms.database.query<{ name: string }>(
      `select quote_ident(table_name) as name from information_schema.tables where table_schema = 'platforms'`,
    );
    for (const { name } of tables) {
      const rows = await platforms.database.query(`select t::text as row from ${name} t`);
      const text = JSON.stringify(rows);
      expect(text).not.toContain(KEY);
      expect(text).not.toContain(String(connection.hook.url).split('/').at(-1));
    }
  });

  it('that are refused later break the connection, and new ones mend it', async () => {
    const connection = await create();
    instantly.keys.clear();
    const tested = await platforms.rpc.request(TestPlatformConnection, refOf(connection));

    expect(tested).toMatchObject({ ok: false, code: 'platform_refused_credentials' });
    expect(await get(connection)).toMatchObject({
      status: 'broken',
      reason: { code: 'credentials_refused', message: expect.stringContaining('invalid api key') },
    });

    instantly.keys.add(OTHER_KEY);
    const changes = { credentials: { api_key: OTHER_KEY } };
    const changed = await platforms.rpc.request(UpdatePlatformConnection, { ...refOf(connection), changes });
    expect(changed).toMatchObject({ status: 'working', reason: null });
  });

  it('are replaced by those alone that the platform takes', async () => {
    const connection = await create();
    const changes = { credentials: { api_key: 'wrong-key-of-nobody' } };
    const refusal = await refusalOf(
      platforms.rpc.request(UpdatePlatformConnection, { ...refOf(connection), changes }),
    );

    expect(refusal).toMatchObject({ code: 'platform_refused_credentials' });
    expect(await platforms.rpc.request(TestPlatformConnection, refOf(connection))).toEqual({ ok: true });
  });

  it('are not broken by a platform that does not answer', async () => {
    const connection = await create();
    instantly.faults.next('maintenance', { path: CHECK, times: 3 });

    expect(await platforms.rpc.request(TestPlatformConnection, refOf(connection))).toMatchObject({
      ok: false,
      code: 'platform_unavailable',
    });
    expect(await get(connection)).toMatchObject({ status: 'working' });
  });

  it('are tested again after an hour once they were refused', async () => {
    const connection = await create();
    instantly.keys.clear();
    await platforms.rpc.request(TestPlatformConnection, refOf(connection));
    instantly.keys.add(KEY);
    platforms.clock.advance(HOUR_MS + 1);

    platforms.service.app.get(BrokenConnectionsSchedule).wake();
    await eventually(async () => expect(await get(connection)).toMatchObject({ status: 'working' }));
  });
});

describe('another hook address', () => {
  it('replaces the one of before, and is registered anew', async () => {
    const connection = await create();
    await platforms.database.query(`update connection set hook_id = 'x' where id = $1`, [
      uuidOf(connection.id),
    ]);
    const rotated = await platforms.rpc.request(RotateHookToken, refOf(connection));

    expect(rotated.hook.url).not.toBe(connection.hook.url);
    expect(rotated.hook.registered).toBe(false);
    expect(await get(connection, true)).toMatchObject({ hook: { url: rotated.hook.url } });
  });
});
