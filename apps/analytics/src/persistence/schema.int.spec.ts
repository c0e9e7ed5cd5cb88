import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { dumpSchema, migrateService } from '#database';
import { useServers } from '#testing';
import { migrations } from './migrations/index.js';

const servers = useServers();
let client: Client;

beforeAll(async () => {
  await migrateService({ service: 'analytics', url: servers.databaseUrl, migrations });
  client = new Client({ connectionString: servers.databaseUrl, options: '-c search_path=analytics' });
  await client.connect();
  await client.query(`
    insert into email_fact (send_id, workspace_id, campaign_id, enrollment_id, contact_id, step_id, step_number)
      values (uuid_v7(), uuid_v7(), uuid_v7(), uuid_v7(), uuid_v7(), uuid_v7(), 1);
    insert into contact_fact (campaign_id, contact_id, counter, workspace_id, at, send_id, step_id, step_number)
      select campaign_id, contact_id, 'replied', workspace_id, now(), send_id, step_id, 1 from email_fact;
    insert into bounce (send_id, workspace_id, campaign_id, class, message, at)
      select send_id, workspace_id, campaign_id, 'hard', 'no such user', now() from email_fact;
    insert into reply (reply_id, workspace_id, campaign_id, contact_id, intent, version)
      select uuid_v7(), workspace_id, campaign_id, contact_id, 'question', 1 from email_fact;
    insert into step_total (campaign_id, step_id, step_number, workspace_id, total_sent, bounced, opened, clicked,
        replied, unsubscribed, spam_complaints)
      select campaign_id, step_id, 1, workspace_id, 1, 0, 0, 0, 0, 0, 0 from email_fact;
    insert into quarter_total (campaign_id, quarter, workspace_id, total_sent, bounced, opened, clicked, replied,
        unsubscribed, spam_complaints)
      select campaign_id, '2026-03-02T09:00Z', workspace_id, 1, 0, 0, 0, 0, 0, 0 from email_fact;
    insert into job (id, workspace_id, type, status, input, kept_for, total, due_at, created_at)
      select uuid_v7(), workspace_id, 'export', 'queued', '{}', '1 day', 10, now(), now() from email_fact`);
});
afterAll(() => client.end());

describe('the schema', () => {
  it('is the one that schema.sql shows', async () => {
    const dumped = await dumpSchema({ service: 'analytics', url: servers.databaseUrl });

    expect(dumped).toBe(readFileSync(new URL('schema.sql', import.meta.url), 'utf8'));
  });

  it.each([
    ['email_fact', 'step_number = 0'],
    ['email_fact', `variant = ''`],
    ['contact_fact', `counter = 'opened'`],
    ['contact_fact', 'step_number = 0'],
    ['contact_fact', `variant = ''`],
    ['bounce', `class = 'soft'`],
    ['reply', `intent = 'angry'`],
    ['reply', 'version = 0'],
    ['step_total', 'step_number = 0'],
    ['quarter_total', `quarter = '2026-03-02T09:20Z'`],
    ['job', `status = 'asleep'`],
    ['job', `status = 'succeeded'`],
    ['job', 'finished_at = now(), expires_at = now()'],
    ['job', `status = 'canceled', finished_at = now()`],
    ['job', `status = 'failed', finished_at = now(), expires_at = now()`],
    ['job', `error = 'internal_error'`],
    ['job', 'done = 11'],
    ['job', 'awaited = -1'],
  ])('refuses a row of %s with %s', async (table, columns) => {
    await expect(client.query(`update ${table} set ${columns}`)).rejects.toMatchObject({ code: '23514' });
  });

  it.each([
    ['bounce', `class = 'reputation_blocked'`],
    ['contact_fact', `counter = 'spam_complaints'`],
    ['job', `status = 'running'`],
    ['job', `status = 'canceled', finished_at = now(), expires_at = now()`],
    ['job', `status = 'failed', error = 'internal_error', finished_at = now(), expires_at = now()`],
  ])('takes a row of %s with %s', async (table, columns) => {
    await client.query('begin');
    await client.query(`update ${table} set ${columns}`);
    await client.query('rollback');
  });
});
