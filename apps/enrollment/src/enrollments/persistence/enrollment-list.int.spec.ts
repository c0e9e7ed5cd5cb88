import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Statement } from '#database';
import { useServers } from '#testing';
import { EnrollmentHarness } from '../../../test/enrollment-harness.js';
import { listEnrollments, type ListedEnrollments } from './enrollment-list.js';

const servers = useServers();
const workspace = randomUUID();
const [campaign, another] = [randomUUID(), randomUUID()];
let harness: EnrollmentHarness;

beforeAll(async () => {
  harness = await EnrollmentHarness.boot(servers.databaseUrl);
  await harness.query(
    `insert into campaign_replica (campaign_id, workspace_id, version, status, filter, steps, time_zone, max_new_leads_per_day)
     select id, $1, 1, 'active', '{}', '[{}, {}]', 'UTC', 1 from unnest($2::uuid[]) id`,
    [workspace, [campaign, another]],
  );
  await harness.query(
    `insert into enrollment (id, workspace_id, campaign_id, contact_id, email, status, enrolled_at, finished_at, source)
     select uuid_v7(), $1, case when n % 100 = 0 then $3 else $2 end::uuid, gen_random_uuid(), 'a@x.test',
       case when n % 1000 = 0 then 'bounced' else 'completed' end, now(), now(), 'filter'
     from generate_series(1, 20000) n`,
    [workspace, campaign, another],
  );
  await harness.query('vacuum analyze enrollment');
});
afterAll(() => harness.close());

function listed(narrowed: Partial<ListedEnrollments>): Statement {
  const list = { workspace, owner: campaign, after: null, limit: 51 };
  return listEnrollments({ ...list, statuses: undefined, contact: undefined, ...narrowed });
}

it.each<[string, Partial<ListedEnrollments>, string]>([
  ['a contact', { contact: randomUUID() }, 'enrollment_campaign_id_contact_id_key'],
  ['a status that is rare', { statuses: ['bounced'] }, 'enrollment_ended'],
  ['a status that is frequent', { statuses: ['completed'], after: randomUUID() }, 'enrollment_of_campaign'],
  ['a campaign beside a larger one', { owner: another }, 'enrollment_of_campaign'],
])('the enrollments of %s are found by an index', async (_, narrowed, index) => {
  const { sql, values } = listed(narrowed);
  const lines = await harness.query(`explain ${sql}`, [...values]);

  expect(JSON.stringify(lines)).toContain(index);
});

it.each([
  [{}, 19_800],
  [{ owner: another }, 200],
  [{ owner: another, statuses: ['bounced'] as const }, 20],
  [{ statuses: ['bounced', 'completed'] as const }, 19_800],
  [{ statuses: [] }, 0],
])('a walk through %j meets each of its enrollments once, newest first', async (narrowed, expected) => {
  const met: string[] = [];
  for (let after: string | null = null; ; after = met.at(-1) ?? null) {
    const { sql, values } = listed({ ...narrowed, after, limit: 500 });
    const rows: { id: string; total_steps: number }[] = await harness.query(sql, values);
    expect(rows.every(({ total_steps }) => total_steps === 2)).toBe(true);
    met.push(...rows.map(({ id }) => id));
    if (rows.length < 500) break;
  }
  expect(met).toHaveLength(expected);
  expect(met).toEqual([...new Set(met)].toSorted().toReversed());
});
