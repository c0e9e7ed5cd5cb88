import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { dumpSchema, migrateService } from '#database';
import { useServers } from '#testing';
import { migrations } from './migrations/index.js';

const servers = useServers();
let client: Client;

beforeAll(async () => {
  await migrateService({ service: 'enrollment', url: servers.databaseUrl, migrations });
  client = new Client({ connectionString: servers.databaseUrl, options: '-c search_path=enrollment' });
  await client.connect();
  await client.query(`
    insert into segment (id, workspace_id, name, conditions, created_at, updated_at)
      values (uuid_v7(), uuid_v7(), 'Heads', '{}', now(), now());
    insert into suppression (workspace_id, kind, value, reason, created_at)
      values (uuid_v7(), 'email', 'ann@corp.test', 'manual', now());
    insert into campaign_replica (
      campaign_id, workspace_id, version, status, filter, steps, time_zone, max_new_leads_per_day
    ) values (uuid_v7(), uuid_v7(), 1, 'paused', '{}', '[]', 'UTC', 50);
    insert into enrollment (id, workspace_id, campaign_id, contact_id, email, status, enrolled_at, source)
      select uuid_v7(), workspace_id, campaign_id, uuid_v7(), 'ann@corp.test', 'active', now(), 'filter'
      from campaign_replica;
    insert into contact (id, workspace_id, email, created_at, updated_at)
      values (uuid_v7(), '00000000-0000-7000-8000-000000000001', 'Ann@corp.test', now(), now())`);
});
afterAll(() => client.end());

const CHECK_VIOLATION = '23514';
const UNIQUE_VIOLATION = '23505';
const refuses = (update: string) =>
  expect(client.query(update)).rejects.toMatchObject({ code: CHECK_VIOLATION });

describe('the schema', () => {
  it('is the one that schema.sql shows', async () => {
    const dumped = await dumpSchema({ service: 'enrollment', url: servers.databaseUrl });

    expect(dumped).toBe(readFileSync(new URL('schema.sql', import.meta.url), 'utf8'));
  });

  it.each([`type = 'random'`, 'contact_count = 1', 'contact_count_at = now()'])(
    'refuses a segment with %s',
    (columns) => refuses(`update segment set ${columns}`),
  );

  it.each([`kind = 'phone'`, `value = 'Ann@corp.test'`, `reason = 'why'`, 'exact = true'])(
    'refuses a suppression with %s',
    (columns) => refuses(`update suppression set ${columns}`),
  );

  it.each([`status = 'asleep'`, 'wake_at = now()'])('refuses a campaign replica with %s', (columns) =>
    refuses(`update campaign_replica set ${columns}`),
  );

  it.each([
    `status = 'asleep'`,
    `source = 'guess'`,
    `status = 'completed'`,
    'finished_at = now()',
    `status = 'pending', awaiting_step = 1`,
    `status = 'replied', finished_at = now(), awaiting_step = 1`,
    `status = 'removed', finished_at = now(), next_step_at = now()`,
  ])('refuses an enrollment with %s', (columns) => refuses(`update enrollment set ${columns}`));

  it('refuses a second contact with an address, whatever its case', async () => {
    const insert = client.query(`
      insert into contact (id, workspace_id, email, created_at, updated_at)
      values (uuid_v7(), '00000000-0000-7000-8000-000000000001', 'aNN@corp.test', now(), now())`);

    await expect(insert).rejects.toMatchObject({ code: UNIQUE_VIOLATION, constraint: 'contact_email' });
  });

  it('refuses a second enrollment of a contact in a campaign', async () => {
    const insert = client.query(`
      insert into enrollment (id, workspace_id, campaign_id, contact_id, email, status, enrolled_at, source)
      select uuid_v7(), workspace_id, campaign_id, contact_id, email, status, enrolled_at, source from enrollment`);

    await expect(insert).rejects.toMatchObject({ code: UNIQUE_VIOLATION });
  });
});
