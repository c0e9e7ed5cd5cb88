import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ContactQuery } from '#contracts';
import { Database, type Statement } from '#database';
import { newId, onBehalfOf, uuidOf } from '#kernel';
import { useServers } from '#testing';
import { EnrollmentHarness } from '../../../test/enrollment-harness.js';
import { eligibleSql, pageSql } from './contact-list.sql.js';

interface Plan {
  readonly 'QUERY PLAN': readonly { readonly Plan: Record<string, number> }[];
}

/** A block for each of the newest contacts of the sample, and what the index finds. All contacts have more than 8,000. */
const MOST_BLOCKS = 1_000;

const servers = useServers();
const workspace = newId('ws');
let harness: EnrollmentHarness;

/** Every second contact has the grade A, every other one the country DE, and nobody has both. */
const SEED = `
  insert into contact (id, workspace_id, email, title, grade, country, tags, created_at, updated_at)
  select uuid_v7(), $1, 'p' || n || '@x.test', repeat('head ', 40), case when n % 2 = 0 then 'A' else 'B' end,
    case when n % 2 = 0 then 'FR' else 'DE' end, array['t' || n % 5000], now(), now()
  from generate_series($2::int, $2::int + 9999) n`;

beforeAll(async () => {
  harness = await EnrollmentHarness.boot(servers.databaseUrl);
  for (let first = 0; first < 150_000; first += 10_000) await harness.query(SEED, [uuidOf(workspace), first]);
  await harness.query('analyze contact');
}, 240_000);
afterAll(() => harness.close());

/** Blocks that the statement reads, under row-level security. */
async function blocksOf({ sql, values }: Statement): Promise<number> {
  const [row] = await onBehalfOf(workspace, () =>
    harness.get(Database).query<Plan>(`explain (analyze, buffers, format json) ${sql}`, values),
  );
  const plan = row?.['QUERY PLAN'][0]?.Plan ?? {};
  return (plan['Shared Hit Blocks'] ?? NaN) + (plan['Shared Read Blocks'] ?? NaN);
}

const page = (filter: ContactQuery) => ({ workspaceId: workspace, filter, after: null, limit: 51 });

describe.each([
  ['a page of contacts', pageSql],
  ['the check of a new campaign', eligibleSql],
])('%s', (_name, statement) => {
  it.each<[string, ContactQuery]>([
    ['a rare tag', { tags: ['t7'] }],
    ['two common values that never meet', { grade: ['A'], country: ['DE'] }],
    ['a value that nobody has', { verification_status: ['valid'] }],
    ['a common value', { grade: ['a'] }],
    ['a word that nobody has', { search: 'nobody' }],
    ['a word of one contact', { search: 'p149' }],
    ['an address', { search: 'p777@' }],
    ['a score that nobody has', { lead_score_min: 50 }],
  ])('by %s reads a part of the contacts, under row-level security', async (_filter, filter) => {
    expect(await blocksOf(statement(page(filter), []))).toBeLessThan(MOST_BLOCKS);
  });
});
