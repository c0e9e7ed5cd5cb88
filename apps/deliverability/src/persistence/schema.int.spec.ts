import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { dumpSchema, migrateService } from '#database';
import { useServers } from '#testing';
import { migrations } from './migrations/index.js';

const servers = useServers();
let client: Client;

beforeAll(async () => {
  await migrateService({ service: 'deliverability', url: servers.databaseUrl, migrations });
  client = new Client({ connectionString: servers.databaseUrl, options: '-c search_path=deliverability' });
  await client.connect();
  await client.query(`
    insert into sending_account (id, workspace_id, version, email, display_name, provider, status, smtp_host, smtp_port,
      smtp_secure, daily_send_limit, time_zone, cumulative_sends, spf, dkim, dmarc, health_score, scored_at, created_at,
      updated_at)
    values (gen_random_uuid(), gen_random_uuid(), 1, 'ada@sender.example', '', 'smtp', 'active', 'smtp.example', 587,
      false, 40, 'UTC', 0, 'pass', 'pass', 'pass', 100, now(), now(), now())`);
  await client.query(`insert into account_day select id, '2026-05-04', 1, 1 from sending_account`);
});
afterAll(() => client.end());

describe('the schema', () => {
  it('is the one that schema.sql shows', async () => {
    const dumped = await dumpSchema({ service: 'deliverability', url: servers.databaseUrl });

    expect(dumped).toBe(readFileSync(new URL('schema.sql', import.meta.url), 'utf8'));
  });

  it.each([
    `status = 'asleep'`,
    `status = 'error', status_reason = null, refused_by = 'smtp'`,
    `status = 'error', status_reason = 'why'`,
    `refused_by = 'smtp'`,
    `status = 'error', status_reason = 'why', refused_by = 'fate'`,
    `login_version = 2`,
    `oauth_client_id = 'x'`,
    `oauth_scope = 'x'`,
    `oauth_client_id = 'x', oauth_encrypted_refresh_token = 'x', oauth_token_url = 'x', status = 'disconnected', deleted_at = now()`,
    `provider = 'carrier-pigeon'`,
    `provider = 'reachinbox'`,
    `smtp_host = null`,
    `provider = 'reachinbox', smtp_host = null, smtp_port = null, smtp_secure = null, imap_host = 'imap.example',
      imap_port = 993, imap_secure = true`,
    `daily_send_limit = -1`,
    `imap_encrypted_password = 'x'`,
    `imap_host = 'imap.example'`,
    `imap_require_tls = true`,
    `deleted_at = now()`,
    `deleted_at = now(), status = 'disconnected', smtp_encrypted_password = 'x'`,
    `cumulative_sends = -1`,
    `reputation = 101`,
    `health_score = -1`,
    `spf = 'maybe'`,
    `version = 0`,
  ])('refuses an account with %s', async (columns) => {
    await expect(client.query(`update sending_account set ${columns}`)).rejects.toMatchObject({
      code: '23514',
    });
  });

  it.each(['encrypted_token = null', 'expires_at = null'])('refuses a token with %s', async (columns) => {
    await client.query(
      `insert into access_token select id, workspace_id, 'x', now(), now(), now() from sending_account on conflict do nothing`,
    );
    await expect(client.query(`update access_token set ${columns}`)).rejects.toMatchObject({ code: '23514' });
  });

  it.each(['sent = -1', 'bounced = -1', 'complained = -1'])('refuses a day with %s', async (columns) => {
    await expect(client.query(`update account_day set ${columns}`)).rejects.toMatchObject({ code: '23514' });
  });

  it.each([
    'min_stage = 6',
    'min_stage_inboxes = -1',
    'min_fleet_score = 101',
    'max_bounce_rate = 1.1',
    'max_complaint_rate = -0.1',
    'min_sample = 0',
    'version = 0',
    `mode = 'manual'`,
    'auto_pause_min_sample = 0',
    'auto_pause_max_bounce_rate = 0',
    'auto_pause_max_complaint_rate = 1',
    'account_pause_min_sample = 0',
    'account_pause_max_bounce_rate = 1',
  ])('refuses a policy with %s', async (columns) => {
    await client.query(
      'insert into gate_policy values (gen_random_uuid(), 1, 3, 20, 75, 0.05, 0.001, 100, now())',
    );

    await expect(client.query(`update gate_policy set ${columns}`)).rejects.toMatchObject({ code: '23514' });
  });

  it.each([[`'allowed', '[{"code": "fleet_score_low"}]'`], [`'blocked', '[]'`], [`'perhaps', '[]'`]])(
    'refuses a decision of the gate that is %s',
    async (verdict) => {
      await expect(
        client.query(
          `insert into gate_decision values (gen_random_uuid(), gen_random_uuid(), null, ${verdict}, 0, now())`,
        ),
      ).rejects.toMatchObject({ code: '23514', constraint: 'gate_decision_verdict' });
    },
  );

  it.each([
    `spf = 'maybe'`,
    `dkim = 'none'`,
    `dmarc = ''`,
    `dmarc_policy = 'ignore'`,
    `domain = 'Sender.Example'`,
    `known_at = now()`,
  ])('refuses a domain with %s', async (columns) => {
    await client.query(`insert into sending_domain (id, workspace_id, domain, first_seen_at, next_check_at)
      select id, workspace_id, 'sender.example', now(), now() from sending_account on conflict do nothing`);

    await expect(client.query(`update sending_domain set ${columns}`)).rejects.toMatchObject({
      code: '23514',
    });
  });

  it('takes an address once per workspace, whatever its case', async () => {
    const again = `insert into sending_account select (jsonb_populate_record(account,
      jsonb_build_object('id', gen_random_uuid(), 'email', 'Ada@Sender.Example', 'workspace_id', $1::uuid))).*
      from sending_account account limit 1`;
    const { rows } = await client.query<{ workspace_id: string }>('select workspace_id from sending_account');

    await expect(client.query(again, [rows[0]?.workspace_id])).rejects.toMatchObject({
      code: '23505',
      constraint: 'sending_account_email',
    });
    await client.query(again, [randomUUID()]);
  });
});
