import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CreatePlatformConnection,
  GetPlatformConnection,
  RotateHookToken,
  SyncPlatformAccounts,
  type PlatformConnectionView,
} from '#contracts';
import { newId, uuidOf } from '#kernel';
import { eventually, useServers } from '#testing';
import { InstantlyServer } from '../../../test/platforms/instantly-server.js';
import { HookDoor } from './hook-door.js';
import { HooksHarness } from './hooks-harness.js';
import { sha256 } from './seed-campaign.js';

const MINUTE_MS = 60_000;

const servers = useServers();
const instantly = new InstantlyServer();
let door: HookDoor;
let platforms: HooksHarness;
beforeAll(async () => {
  await instantly.start();
  door = await HookDoor.open();
  platforms = await HooksHarness.start(servers, { INSTANTLY_URL: instantly.url, PUBLIC_URL: door.url });
  door.lead(platforms.stubs.rpc);
  await platforms.stubs.answer(SyncPlatformAccounts, ({ accounts }) => ({
    sending_account_ids: accounts.map(() => newId('ea')),
  }));
});
afterAll(async () => {
  await platforms.stop();
  await door.close();
  await instantly.stop();
});

const [key = ''] = instantly.keys;
const connect = (): Promise<PlatformConnectionView> =>
  platforms.stubs.rpc.request(CreatePlatformConnection, {
    workspace_id: newId('ws'),
    workspace_time_zone: 'UTC',
    connection: { platform: 'instantly', credentials: { api_key: key } },
  });

const registered = ({ id, workspace_id }: PlatformConnectionView): Promise<PlatformConnectionView> =>
  eventually(async () => {
    const ref = { workspace_id, connection_id: id, shows_hook: true };
    const connection = await platforms.stubs.rpc.request(GetPlatformConnection, ref);
    expect(connection.hook.registered).toBe(true);
    return connection;
  });

const hooksAt = (url: string | null) =>
  instantly.webhooks.filter(({ target_hook_url }) => target_hook_url === url);

describe('the hook of a connection', () => {
  it('is registered at the platform, with a secret, and anew after a change of its token', async () => {
    const connection = await connect();
    const { hook } = await registered(connection);
    expect(hooksAt(hook.url)).toMatchObject([{ headers: { 'x-nimbus-secret': expect.any(String) } }]);

    const ref = { workspace_id: connection.workspace_id, connection_id: connection.id };
    const rotated = await platforms.stubs.rpc.request(RotateHookToken, ref);
    expect(rotated.hook.url).not.toBe(hook.url);
    await registered(connection);
    expect(hooksAt(rotated.hook.url)).toHaveLength(1);
  });

  it('is registered once, although an answer is lost', async () => {
    instantly.faults.next('cut_after', { path: /^POST \/webhooks$/ });
    const connection = await connect();
    await eventually(() => expect(hooksAt(connection.hook.url)).toHaveLength(1));
    await eventually(async () => {
      const [row] = await platforms.database.query<{ later: boolean }>(
        'select next_attempt_at < $2 as later from hook_registration where connection_id = $1',
        [uuidOf(connection.id), new Date(platforms.clock.now().getTime() + 90_000)],
      );
      expect(row?.later).toBe(true);
    });
    platforms.advance(2 * MINUTE_MS);

    await registered(connection);
    expect(hooksAt(connection.hook.url)).toHaveLength(1);
  });

  it('is tried less and less often while no key opens the credentials', async () => {
    const { id } = await registered(await connect());
    const row = async () => {
      const [found] = await platforms.database.query<{ attempts: number; wait: number }>(
        `select attempts, extract(epoch from next_attempt_at - $2::timestamptz)::int as wait
         from hook_registration where connection_id = $1`,
        [uuidOf(id), platforms.clock.now()],
      );
      return found;
    };
    await platforms.database.query(
      `update connection set hook_id = null, encrypted_credentials = 'another-key.AAAA' where id = $1`,
      [uuidOf(id)],
    );
    const logged = () => platforms.logged.filter((line) => line.includes(`hook of ${id}`)).length;
    let minutes = 0;
    for (const [tries, wait] of [1, 2, 5, 15, 60, 60].entries()) {
      platforms.advance(minutes * MINUTE_MS);
      await eventually(async () => expect(await row()).toEqual({ attempts: tries + 1, wait: wait * 60 }));
      await eventually(() => expect(logged()).toBe(tries + 1));
      minutes = wait;
    }
  });

  it('needs its secret from the first hook on that has it', async () => {
    const connection = await connect();
    const { hook } = await registered(connection);
    const secret = hooksAt(hook.url)[0]?.headers['x-nimbus-secret'] ?? '';
    const token = hook.url?.split('/').at(-1) ?? '';
    const send = (given?: string, n = 0) =>
      platforms.send(
        { platform: 'instantly', token },
        [`hook ${n}`],
        given === undefined ? {} : { secret: given },
      );

    expect(await send()).toEqual(['stored']);
    expect(await send(secret)).toEqual(['stored']);
    expect(await send()).toEqual(['unknown_token']);
    expect(await send('a guess')).toEqual(['unknown_token']);
    expect(await send(secret, 1)).toEqual(['stored']);
  });

  it('shows neither its token nor its secret in a table, a log or an event', async () => {
    const { hook } = await registered(await connect());
    const token = hook.url?.split('/').at(-1) ?? '';
    const secret = hooksAt(hook.url)[0]?.headers['x-nimbus-secret'] ?? '';
    const rows = await platforms.database.query<{ dump: string }>(
      `select c::text as dump from connection c union all select r::text from hook_registration r
       union all select o::text from outbox o union all select h::text from hook h`,
    );
    const all = [...rows.map(({ dump }) => dump), ...platforms.logged].join('\n');
    expect(all).toContain(sha256(token));
    for (const known of [token, secret, key]) expect(all).not.toContain(known);
  });
});
