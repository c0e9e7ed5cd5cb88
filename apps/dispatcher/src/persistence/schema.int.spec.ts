import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { dumpSchema, migrateService } from '#database';
import { useServers } from '#testing';
import { migrations } from './migrations/index.js';

const servers = useServers();
let client: Client;

beforeAll(async () => {
  await migrateService({ service: 'dispatcher', url: servers.databaseUrl, migrations });
  client = new Client({ connectionString: servers.databaseUrl, options: '-c search_path=dispatcher' });
  await client.connect();
  await client.query(`
    insert into campaign_send_state (campaign_id, workspace_id, version, held, wake_at)
    values (gen_random_uuid(), gen_random_uuid(), 1, false, now())`);
  await client.query(`
    insert into campaign_account select campaign_id, gen_random_uuid() from campaign_send_state`);
  await client.query(`
    insert into send (workspace_id, campaign_id, enrollment_id, contact_id, email, step_id, step_number, due_at, created_at,
      updated_at)
    values (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'grace@recipient.example',
      gen_random_uuid(), 1, now(), now(), now())`);
});
afterAll(() => client.end());

describe('the schema', () => {
  it('is the one that schema.sql shows', async () => {
    const dumped = await dumpSchema({ service: 'dispatcher', url: servers.databaseUrl });

    expect(dumped).toBe(readFileSync(new URL('schema.sql', import.meta.url), 'utf8'));
  });

  const CLAIMED = 'claim_id = id, claimed_by = id, claimed_at = now(), account_id = id';

  it.each([
    `status = 'asleep'`,
    `status = 'sending'`,
    `status = 'sending', ${CLAIMED}, claim_id = null`,
    `status = 'sending', ${CLAIMED}, claimed_by = null`,
    `status = 'sending', ${CLAIMED}, claimed_at = null`,
    `status = 'sending', ${CLAIMED}, account_id = null`,
    `status = 'sent', sent_at = now()`,
    `status = 'sent', message_id = '<a@x>'`,
  ])('refuses a send with %s', async (columns) => {
    await expect(client.query(`update send set ${lastOfEach(columns)}`)).rejects.toMatchObject({
      code: '23514',
    });
  });

  it('takes a claimed and a sent send', async () => {
    await client.query(`update send set status = 'sending', ${CLAIMED}`);
    await client.query(`update send set status = 'sent', sent_at = now(), message_id = '<a@x>'`);
  });

  it('takes one send per enrollment and step', async () => {
    const again = `insert into send select (jsonb_populate_record(send, jsonb_build_object('id', gen_random_uuid()))).*
      from send`;

    await expect(client.query(again)).rejects.toMatchObject({ code: '23505', constraint: 'once' });
  });

  it('refuses an unknown campaign that is not held, since nothing limits its sends', async () => {
    await expect(client.query('update campaign_send_state set version = 0')).rejects.toMatchObject({
      code: '23514',
      constraint: 'unknown_campaign_is_held',
    });
  });

  it('refuses the account of a campaign without a row, and deletes accounts with their campaign', async () => {
    await expect(
      client.query('insert into campaign_account values (gen_random_uuid(), gen_random_uuid())'),
    ).rejects.toMatchObject({ code: '23503' });

    await client.query('delete from campaign_send_state');
    expect((await client.query('select from campaign_account')).rowCount).toBe(0);
  });
});

/** One assignment per column: the last one of each. */
const lastOfEach = (columns: string): string => {
  const assignments = new Map(columns.split(', ').map((each) => [each.split(' = ')[0], each]));
  return [...assignments.values()].join(', ');
};
