import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { dumpSchema, migrateService } from '#database';
import { useServers } from '#testing';
import { migrations } from './migrations/index.js';

const servers = useServers();
let client: Client;

beforeAll(async () => {
  await migrateService({ service: 'campaigns', url: servers.databaseUrl, migrations });
  client = new Client({ connectionString: servers.databaseUrl, options: '-c search_path=campaigns' });
  await client.connect();
  await client.query(`
    insert into sequence values (gen_random_uuid(), gen_random_uuid(), 'A', 1, now(), now());
    insert into sequence_step
      select gen_random_uuid(), id, 1, 0, 'days', 'Hello', null, 'Hi', false, '[]' from sequence;
    insert into campaign select
      gen_random_uuid(), workspace_id, 1, 'draft', null, null, null, null, null, now(), now(), null, 'Spring',
      'nurture', 'native', id, '{}', 70, 500, 50, true, 9, 17, '{1}', 'UTC', false, true, true, true, false, true, '{}'
    from sequence`);
});
afterAll(() => client.end());

describe('the schema', () => {
  it('is the one that schema.sql shows', async () => {
    const dumped = await dumpSchema({ service: 'campaigns', url: servers.databaseUrl });

    expect(dumped).toBe(readFileSync(new URL('schema.sql', import.meta.url), 'utf8'));
  });

  it.each([
    `status = 'asleep'`,
    `started_at = now()`,
    `status = 'active'`,
    `status = 'paused', started_at = now()`,
    `status = 'paused', started_at = now(), paused_by = 'somebody'`,
    `status = 'active', started_at = now(), pause_reason = 'why'`,
    `status = 'completed', started_at = now()`,
    `status = 'archived'`,
    `send_window_start = 17`,
    `send_window_end = 25`,
    `platform = 'pigeon'`,
    `campaign_type = 'spam'`,
    `version = 0`,
  ])('refuses a campaign with %s', async (columns) => {
    await expect(client.query(`update campaign set ${columns}`)).rejects.toMatchObject({ code: '23514' });
  });

  it.each(['step_number = 0', 'delay_value = -1', `delay_unit = 'weeks'`, 'body_text = null'])(
    'refuses a step with %s',
    async (columns) => {
      await expect(client.query(`update sequence_step set ${columns}`)).rejects.toMatchObject({
        code: '23514',
      });
    },
  );

  it('takes a step whose variants have the only bodies', async () => {
    await client.query('begin');
    await client.query(`update sequence_step set body_text = null, variants = '[{"body_text": "Hi"}]'`);
    await client.query('rollback');
  });

  it.each([
    `status = 'active', started_at = now()`,
    `status = 'paused', started_at = now(), paused_by = 'user'`,
    `status = 'completed', started_at = now(), completed_at = now()`,
    `status = 'archived', archived_at = now()`,
  ])('takes a campaign with %s', async (columns) => {
    await client.query('begin');
    await client.query(`update campaign set ${columns}`);
    await client.query('rollback');
  });
});
