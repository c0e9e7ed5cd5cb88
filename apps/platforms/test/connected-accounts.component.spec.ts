import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { DeletePlatformConnection, SyncConnectionAccounts, TestPlatformAccount } from '#contracts';
import { newId, uuidOf, type Id } from '#kernel';
import { eventually, refusalOf, useServers } from '#testing';
import { InstantlyServer } from '../../../test/platforms/instantly-server.js';
import { PLATFORM_KEY } from '../../../test/platforms/platform-server.js';
import { ConnectionsHarness, refOf } from './connections-harness.js';

const HOUR_MS = 3_600_000;

const servers = useServers();
const instantly = new InstantlyServer();
let platforms: ConnectionsHarness;
beforeAll(async () => {
  await instantly.start();
  platforms = await ConnectionsHarness.start(servers, { INSTANTLY_URL: instantly.url });
});
afterEach(() => {
  instantly.faults.none();
  instantly.keys.add(PLATFORM_KEY);
  instantly.accounts.length = 0;
});
afterAll(async () => {
  await platforms.stop();
  await instantly.stop();
});

describe('the sending accounts of a connection', () => {
  it('come by themselves, with what the platform tells, and without any password', async () => {
    instantly.addAccount('Ada@sender.example', { dailyLimit: 33 });
    instantly.addAccount('bob@sender.example', { connected: false });
    const connection = await platforms.connect();

    expect(await platforms.synced(connection)).toMatchObject({ accounts: 2 });
    const [sync] = platforms.syncsOf(connection);
    expect(sync).toMatchObject({ platform: 'instantly', time_zone: 'Europe/Berlin', gone: [] });
    expect(sync?.accounts).toMatchObject([
      { email: 'ada@sender.example', active: true, status_reason: null, daily_send_limit: 33 },
      { email: 'bob@sender.example', active: false, status_reason: expect.any(String) },
    ]);
    expect(JSON.stringify(platforms.syncs)).not.toMatch(/password/i);
  });

  it('that are thousands come in batches that a request can hold', async () => {
    for (let index = 0; index < 1_101; index += 1) instantly.addAccount(`${index}@fleet.example`);
    const connection = await platforms.connect();

    expect(await platforms.synced(connection)).toMatchObject({ accounts: 1_101 });
    const sizes = platforms.syncsOf(connection).map(({ accounts }) => accounts.length);
    expect(sizes).toEqual([500, 500, 101]);
  }, 60_000);

  it('are fetched again every hour, and one that is gone there is disconnected', async () => {
    instantly.addAccount('ada@sender.example');
    instantly.addAccount('bob@sender.example');
    const connection = await platforms.connect();
    await platforms.synced(connection);

    instantly.accounts.splice(0, 1);
    platforms.clock.advance(HOUR_MS + 6 * 60_000);
    await eventually(async () => expect(await platforms.get(connection)).toMatchObject({ accounts: 1 }));
    expect(platforms.syncsOf(connection).at(-1)).toMatchObject({
      gone: [{ email: 'ada@sender.example', reason: 'instantly does not list it any more' }],
    });
  });

  it('are not taken for gone when the list breaks off', async () => {
    for (let index = 0; index < 150; index += 1) instantly.addAccount(`${index}@sender.example`);
    const connection = await platforms.connect();
    await platforms.synced(connection);

    instantly.accounts.splice(100);
    instantly.faults.next('half_body_after', { path: /accounts/, times: 3 });
    const refusal = await refusalOf(platforms.rpc.request(SyncConnectionAccounts, refOf(connection)));
    expect(refusal).toMatchObject({ code: 'platform_unavailable' });
    expect(await platforms.get(connection)).toMatchObject({ accounts: 150 });

    const now = await platforms.rpc.request(SyncConnectionAccounts, refOf(connection));
    expect(now).toMatchObject({ accounts: 100 });
  });

  it('are tested by their connection', async () => {
    instantly.addAccount('ada@tested.example');
    const connection = await platforms.connect();
    await platforms.synced(connection);
    const { workspace_id } = connection;
    const sending_account_id = platforms.accounts.get('ada@tested.example') ?? newId('ea');
    const test = (workspace: Id<'ws'>) =>
      platforms.rpc.request(TestPlatformAccount, { workspace_id: workspace, sending_account_id });

    expect(await test(workspace_id)).toEqual({ ok: true });
    expect(await refusalOf(test(newId('ws')))).toMatchObject({ kind: 'not_found' });
    instantly.keys.clear();
    expect(await test(workspace_id)).toMatchObject({ ok: false, code: 'platform_refused_credentials' });
  });
});

describe('a connection that is deleted', () => {
  it('disconnects its accounts, and its hook is not found any more', async () => {
    instantly.addAccount('ada@deleted.example');
    const connection = await platforms.connect();
    await platforms.synced(connection);
    await platforms.rpc.request(DeletePlatformConnection, refOf(connection));

    expect(platforms.syncsOf(connection).at(-1)).toMatchObject({
      gone: [{ email: 'ada@deleted.example', reason: 'its connection was deleted' }],
    });
    expect(
      await platforms.database.query('select from connection where id = $1', [uuidOf(connection.id)]),
    ).toEqual([]);
    expect(await refusalOf(platforms.get(connection))).toMatchObject({ kind: 'not_found' });
  });

  it('is still there when its accounts could not be disconnected', async () => {
    instantly.addAccount('ada@away.example');
    const connection = await platforms.connect();
    await platforms.synced(connection);
    platforms.isAway = true;
    const refusal = await refusalOf(platforms.rpc.request(DeletePlatformConnection, refOf(connection)));
    platforms.isAway = false;

    expect(refusal).toMatchObject({ kind: 'unavailable' });
    expect(await platforms.get(connection)).toMatchObject({ accounts: 1 });
    await platforms.rpc.request(DeletePlatformConnection, refOf(connection));
  });

  it('is refused while an active or paused campaign uses it', async () => {
    const connection = await platforms.connect();
    const link = (wanted: string) =>
      platforms.database.query(
        `insert into link (campaign_id, workspace_id, connection_id, platform, version, campaign, steps, wanted, held, updated_at)
         values ($1, $2, $3, 'instantly', 1, '{}', '[]', $4, true, now())`,
        [uuidOf(newId('camp')), uuidOf(connection.workspace_id), uuidOf(connection.id), wanted],
      );
    await link('stopped');
    await link('paused');

    const refusal = await refusalOf(platforms.rpc.request(DeletePlatformConnection, refOf(connection)));
    expect(refusal).toMatchObject({ kind: 'conflict', code: 'connection_in_use' });
    await platforms.database.query(`update link set wanted = 'stopped' where connection_id = $1`, [
      uuidOf(connection.id),
    ]);
    await platforms.rpc.request(DeletePlatformConnection, refOf(connection));
  });
});
