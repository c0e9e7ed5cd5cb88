import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Statement } from '#database';
import { useServers, type ServiceCore } from '#testing';
import { startCore } from '../../test/delivery-harness.js';
import { Seeder } from '../../test/seed-sends.js';
import { listSends, type ListedSends } from './sends.sql.js';

const servers = useServers();
let core: ServiceCore;
let seeder: Seeder;
let campaign: string;

beforeAll(async () => {
  core = await startCore(servers.databaseUrl, []);
  seeder = new Seeder(core.database);
  campaign = await seeder.campaign({ accounts: await seeder.accounts(1) });
  await seeder.sends({ campaign, count: 20_000, dueAt: new Date('2026-05-04T12:00:00Z') });
  const another = await seeder.campaign({ accounts: await seeder.accounts(1) });
  await seeder.sends({ campaign: another, count: 100, dueAt: new Date('2026-05-04T12:00:00Z') });
  await core.database.query(`update send set status = 'sent', sent_at = due_at, message_id = id::text`);
  await core.database.query('vacuum analyze send');
});
afterAll(() => core.close());

const listed = (narrowed: Partial<ListedSends>): Statement => {
  const list = { workspace: seeder.workspace, owner: campaign, after: null, limit: 51 };
  return listSends({ ...list, statuses: undefined, contact: undefined, step: undefined, ...narrowed });
};

it.each<[string, () => Partial<ListedSends>, string]>([
  ['a contact', () => ({ contact: randomUUID() }), 'send_of_contact'],
  ['a status that is rare', () => ({ statuses: ['failed'] }), 'send_ended_listed'],
  ['some statuses that are rare', () => ({ statuses: ['failed', 'indeterminate'] }), 'send_ended_listed'],
  ['a status that is frequent', () => ({ statuses: ['sent'], after: randomUUID() }), 'send_listed'],
])('the sends of %s are found by an index among all that went out', async (_, narrowed, index) => {
  const { sql, values } = listed(narrowed());
  const lines = await core.database.query(`explain ${sql}`, values);

  expect(JSON.stringify(lines)).toContain(index);
});

it('an empty list of statuses finds nothing', async () => {
  const { sql, values } = listed({ statuses: [] });

  expect(await core.database.query(sql, values)).toEqual([]);
});
