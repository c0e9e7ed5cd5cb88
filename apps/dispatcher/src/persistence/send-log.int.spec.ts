import { useServers } from '#testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Fleet } from '../../test/fleet.js';
import { openStore, type Store } from '../../test/store.js';
import { LIST_SENDS } from './sends.sql.js';

const servers = useServers();
let store: Store;
let fleet: Fleet;
let campaign: string;

beforeAll(async () => {
  store = await openStore(servers.databaseUrl, []);
  fleet = new Fleet(store.database);
  campaign = await fleet.campaign({ lanes: await fleet.lanes(1) });
  await fleet.sends({ campaign, count: 20_000, dueAt: new Date('2026-05-04T12:00:00Z') });
  await store.database.query(`update send set status = 'sent', sent_at = due_at, message_id = id::text`);
  await store.database.query('vacuum analyze send');
});
afterAll(() => store.app.close());

it.each([
  ['a contact', null, randomUUID(), 'send_of_contact'],
  ['a status that is rare', ['failed', 'indeterminate'], null, 'send_ended'],
])('the sends of %s are found by an index among all that went out', async (_, status, contact, index) => {
  const lines = await store.database.query(`explain ${LIST_SENDS}`, [
    fleet.workspace,
    campaign,
    null,
    status,
    contact,
    null,
    51,
  ]);

  expect(JSON.stringify(lines)).toContain(index);
});
