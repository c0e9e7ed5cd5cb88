import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { dumpSchema, migrateService } from '#database';
import { useServers } from '#testing';
import { migrations } from './migrations/index.js';

const servers = useServers();
let client: Client;

const HASH = `sha256(random()::text::bytea)`;
const CHECK = '23514';
const UNIQUE = '23505';

beforeAll(async () => {
  await migrateService({ service: 'gateway', url: servers.databaseUrl, migrations });
  client = new Client({ connectionString: servers.databaseUrl, options: '-c search_path=gateway' });
  await client.connect();
  await client.query(`
    insert into workspace values (gen_random_uuid(), 'Acme', 'UTC', now());
    insert into tracking_domain (workspace_id, domain, next_check_at) select id, 'links.acme.example', now() from workspace;
    insert into app_user (id, workspace_id, email, password_hash, created_at)
      select gen_random_uuid(), id, 'Ada@acme.example', 'hash', now() from workspace;
    insert into session (id, user_id, token_hash, created_at, last_used_at)
      select gen_random_uuid(), id, ${HASH}, now(), now() from app_user;
    insert into api_key (id, workspace_id, hash, prefix, scopes, created_at)
      select gen_random_uuid(), id, ${HASH}, 'nmbapi_abcdef', '{}', now() from workspace;
    insert into client select gen_random_uuid(), id, 'Lumen', now(), now() from workspace;
    insert into idempotency_record (workspace_id, key_hash, request_hash, claim_id, claimed_until, expires_at)
      select id, ${HASH}, ${HASH}, gen_random_uuid(), now(), now() from workspace;
    insert into idempotency_usage select id, now(), 0 from workspace;
    insert into login_attempt values (${HASH}, 1, now(), now());
    insert into used_refresh_token select ${HASH}, id, now() from session;
    insert into one_time_token select id, 'invitation', ${HASH}, now() from app_user;
    insert into totp (user_id, secret, tries_since) select id, 'encrypted', now() from app_user;
    insert into recovery_code select id, ${HASH} from app_user;
    insert into audit_event (id, workspace_id, action, actor, address, request_id, created_at, details)
      select gen_random_uuid(), id, 'login.failed', '{"id": "user_1"}', '::1', '1', now(), '{}' from workspace;
    insert into event_stream select gen_random_uuid(), id, now() from workspace;
    insert into rate_counter values ('key:1', now(), 10, 0, 0)`);
});
afterAll(() => client.end());

const inTransaction = async (work: () => Promise<void>): Promise<void> => {
  await client.query('begin');
  try {
    await work();
  } finally {
    await client.query('rollback');
  }
};

describe('the schema', () => {
  it('is the one that schema.sql shows', async () => {
    const dumped = await dumpSchema({ service: 'gateway', url: servers.databaseUrl });
    expect(dumped).toBe(readFileSync(new URL('schema.sql', import.meta.url), 'utf8'));
  });

  it.each([
    ['app_user', `role = 'guest'`],
    ['session', `token_hash = 'short'`],
    ['one_time_token', `hash = 'short'`],
    ['one_time_token', `purpose = 'login'`],
    ['totp', 'tries = -1'],
    ['recovery_code', `hash = 'short'`],
    ['audit_event', `details = jsonb_build_object('text', repeat('x', 4000))`],
    ['api_key', `hash = 'short'`],
    ['api_key', 'rate_limit = 0'],
    ['api_key', 'rate_limit = 3001'],
    ['idempotency_record', 'status = 200'],
    ['idempotency_record', `body = ''`],
    ['idempotency_record', `status = 200, body = ''`],
    ['idempotency_record', `status = 200, media_type = 'text/csv'`],
    ['idempotency_usage', 'bytes = -1'],
    ['login_attempt', 'failures = 0'],
    ['login_attempt', `name = 'short'`],
    ['rate_counter', 'used = -1'],
    ['used_refresh_token', `hash = 'short'`],
    ['tracking_domain', `status = 'unset'`],
    ['tracking_domain', `domain = 'Links.acme.example'`],
    ['tracking_domain', 'failures = -1'],
  ])('refuses a row of %s with %s', async (table, columns) => {
    await expect(client.query(`update ${table} set ${columns}`)).rejects.toMatchObject({ code: CHECK });
  });

  it.each([
    ['app_user', `role = 'viewer'`],
    ['app_user', 'password_hash = null'],
    ['api_key', 'rate_limit = 3000'],
    ['api_key', 'rate_limit = null'],
    ['idempotency_record', `status = 204, body = '', media_type = ''`],
  ])('accepts a row of %s with %s', async (table, columns) => {
    await inTransaction(async () => {
      const { rowCount } = await client.query(`update ${table} set ${columns}`);
      expect(rowCount).toBe(1);
    });
  });

  it('refuses a second person with the same address in a workspace, in any case', async () => {
    const again = client.query(`
      insert into app_user (id, workspace_id, email, password_hash, created_at)
      select gen_random_uuid(), workspace_id, upper(email), password_hash, created_at from app_user`);
    await expect(again).rejects.toMatchObject({ code: UNIQUE, constraint: 'app_user_email' });
  });

  it('refuses the tracking domain of another workspace', async () => {
    await inTransaction(async () => {
      const again = client.query(`
        with other as (insert into workspace values (gen_random_uuid(), 'Other', 'UTC', now()) returning id)
        insert into tracking_domain (workspace_id, domain, next_check_at) select id, 'links.acme.example', now() from other`);
      await expect(again).rejects.toMatchObject({ constraint: 'tracking_domain_domain_key' });
    });
  });

  it('refuses a second API key with the same hash', async () => {
    const again = client.query(`
      insert into api_key (id, workspace_id, hash, prefix, scopes, created_at)
      select gen_random_uuid(), workspace_id, hash, prefix, scopes, created_at from api_key`);
    await expect(again).rejects.toMatchObject({ code: UNIQUE, constraint: 'api_key_hash_key' });
  });

  it('deletes with a workspace everything that belongs to it', async () => {
    await inTransaction(async () => {
      await client.query('delete from workspace');
      const { rows } = await client.query(`
        select (select count(*) from app_user) + (select count(*) from session) + (select count(*) from api_key)
          + (select count(*) from client) + (select count(*) from idempotency_record)
          + (select count(*) from idempotency_usage) + (select count(*) from used_refresh_token)
          + (select count(*) from one_time_token) + (select count(*) from totp)
          + (select count(*) from recovery_code) + (select count(*) from tracking_domain) + (select count(*) from audit_event) as rows_left`);
      expect(rows).toEqual([{ rows_left: '0' }]);
    });
  });
});
