import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { dumpSchema, migrateService } from '#database';
import { useServers } from '#testing';
import { migrations } from './migrations/index.js';

const servers = useServers();
let client: Client;

beforeAll(async () => {
  await migrateService({ service: 'platforms', url: servers.databaseUrl, migrations });
  client = new Client({ connectionString: servers.databaseUrl, options: '-c search_path=platforms' });
  await client.connect();
  await client.query(`
    insert into connection (id, workspace_id, platform, time_zone, encrypted_credentials, hook_token_hash, encrypted_hook_token,
      status, checked_at, next_sync_at, created_at, updated_at)
    values (gen_random_uuid(), gen_random_uuid(), 'reachinbox', 'UTC', 'x', '\\x01', 'x', 'working', now(), now(), now(), now())`);
  await client.query(`
    insert into platform_account select id, 'ada@sender.example', '1', gen_random_uuid(), true, now() from connection`);
  await client.query(`
    insert into hook (workspace_id, connection_id, body_hash, content_type, body, received_at, next_attempt_at)
    select workspace_id, id, '\\x01', 'application/json', '{}', now(), now() from connection`);
});
afterAll(() => client.end());

describe('the schema', () => {
  it('is the one that schema.sql shows', async () => {
    const dumped = await dumpSchema({ service: 'platforms', url: servers.databaseUrl });

    expect(dumped).toBe(readFileSync(new URL('schema.sql', import.meta.url), 'utf8'));
  });

  it.each([
    `platform = 'native'`,
    `status = 'asleep'`,
    `status = 'broken'`,
    `reason_code = 'x', reason = 'x'`,
    `next_check_at = now()`,
  ])('refuses a connection with %s', async (columns) => {
    await expect(client.query(`update connection set ${columns}`)).rejects.toMatchObject({ code: '23514' });
  });

  it('takes one connection of a workspace without a client to a platform', async () => {
    await expect(
      client.query(`
        insert into connection select (jsonb_populate_record(c,
          jsonb_build_object('id', gen_random_uuid(), 'hook_token_hash', '\\x02'))).* from connection c`),
    ).rejects.toMatchObject({ code: '23505', constraint: 'connection_once' });
  });

  it('refuses an account whose address is not in lower case', async () => {
    await expect(
      client.query(`update platform_account set email = 'Ada@sender.example'`),
    ).rejects.toMatchObject({
      code: '23514',
    });
  });

  it.each(['next_attempt_at = null', 'handled_at = now()', 'body = null'])(
    'refuses a hook that is neither waiting nor handled: %s',
    async (columns) => {
      await expect(client.query(`update hook set ${columns}`)).rejects.toMatchObject({
        code: '23514',
        constraint: 'hook_handled',
      });
    },
  );

  it('takes the same body of a connection once', async () => {
    await expect(
      client.query(`
        insert into hook select (jsonb_populate_record(h, jsonb_build_object('id', gen_random_uuid()))).* from hook h`),
    ).rejects.toMatchObject({ code: '23505', constraint: 'hook_once' });
  });

  it('refuses a registration with half of what it expects', async () => {
    await expect(
      client.query(`
        insert into hook_registration (connection_id, workspace_id, token_hash, next_attempt_at)
        select id, workspace_id, hook_token_hash, now() from connection`),
    ).rejects.toMatchObject({ code: '23514', constraint: 'hook_registration_secret' });
  });
});
