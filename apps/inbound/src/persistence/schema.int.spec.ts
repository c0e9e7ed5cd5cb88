import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { dumpSchema, migrateService } from '#database';
import { useServers } from '#testing';
import { migrations } from './migrations/index.js';

const servers = useServers();
let client: Client;

beforeAll(async () => {
  await migrateService({ service: 'inbound', url: servers.databaseUrl, migrations });
  client = new Client({ connectionString: servers.databaseUrl, options: '-c search_path=inbound' });
  await client.connect();
  await client.query(`
    insert into reply (id, workspace_id, version, campaign_id, contact_id, enrollment_id, send_id, step_id, step_number,
      sending_account_id, email, from_address, subject, snippet, intent, confidence, corrected, automatic, received_at)
    select gen_random_uuid(), id, 1, id, id, id, id, id, 1, id, '', '', '', '', 'other', 0.5, false, false, now()
    from gen_random_uuid() as id`);
  await client.query(`
    insert into received_mail (key, workspace_id, message_id, send_id, kind, received_at, stored_at)
    values ('first', gen_random_uuid(), 'x@receiver.example', gen_random_uuid(), 'reply', now(), now())`);
  await client.query(`
    insert into mailbox (account_id, workspace_id, version, is_read)
    values (gen_random_uuid(), gen_random_uuid(), 1, true)`);
});
afterAll(() => client.end());

/** A mail with the Message-ID of the first one, in its workspace. */
const addAgain = (key: string, kind: string) =>
  client.query(
    `insert into received_mail (key, workspace_id, message_id, send_id, kind, reason, received_at, stored_at)
     select $1, workspace_id, message_id, send_id, $2, 'no_match', now(), now() from received_mail where key = 'first'`,
    [key, kind],
  );

describe('the schema', () => {
  it('is the one that schema.sql shows', async () => {
    const dumped = await dumpSchema({ service: 'inbound', url: servers.databaseUrl });

    expect(dumped).toBe(readFileSync(new URL('schema.sql', import.meta.url), 'utf8'));
  });

  it.each([
    'version = 0',
    'version = 2',
    'corrected = true',
    `snippet = repeat('x', 301)`,
    `intent = 'bored'`,
    'confidence = 1.1',
    `returns_on = '2026-12-07'`,
  ])('refuses a reply with %s', async (columns) => {
    await expect(client.query(`update reply set ${columns}`)).rejects.toMatchObject({ code: '23514' });
  });

  it.each([`source = 'a'`, 'uid_validity = 1, last_uid = 1', 'refused_at = now()', 'failures = -1'])(
    'refuses a mailbox with %s',
    async (columns) => {
      await expect(client.query(`update mailbox set ${columns}`)).rejects.toMatchObject({ code: '23514' });
    },
  );

  it.each([
    `kind = 'letter'`,
    `kind = 'ignored'`,
    `kind = 'unreadable'`,
    'send_id = null',
    `key = repeat('x', 501)`,
    `message_id = repeat('x', 501)`,
  ])('refuses a received mail with %s', async (columns) => {
    const change = `update received_mail set ${columns} where key = 'first'`;
    await expect(client.query(change)).rejects.toMatchObject({ code: '23514' });
  });

  it('takes a Message-ID once about a message, except from mails that were ignored', async () => {
    await expect(addAgain('again', 'reply')).rejects.toMatchObject({ constraint: 'received_mail_of_send' });
    await addAgain('ignored', 'ignored');
    await addAgain('ignored again', 'ignored');
  });
});
