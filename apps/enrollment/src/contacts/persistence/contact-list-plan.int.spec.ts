import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ContactQuery, SegmentRule } from '#contracts';
import { Database } from '#database';
import { newId, onBehalfOf, uuidOf } from '#kernel';
import { useServers } from '#testing';
import { EnrollmentHarness } from '../../../test/enrollment-harness.js';
import type { SegmentMembers } from './contact-filter.sql.js';
import { ContactList } from './contact-list.js';

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

/** Blocks that the statements of `work` read, under row-level security. */
async function blocksOf(work: (list: ContactList) => Promise<unknown>): Promise<number> {
  const database = harness.get(Database);
  const query = database.query.bind(database);
  let blocks = 0;
  database.query = async (sql, params) => {
    const text = typeof sql === 'string' ? sql : sql.text;
    const [row] = await query<Plan>(`explain (analyze, buffers, format json) ${text}`, params);
    const plan = row?.['QUERY PLAN'][0]?.Plan ?? {};
    blocks += (plan['Shared Hit Blocks'] ?? NaN) + (plan['Shared Read Blocks'] ?? NaN);
    return query(sql, params);
  };
  try {
    await onBehalfOf(workspace, () => work(harness.get(ContactList)));
  } finally {
    database.query = query;
  }
  return blocks;
}

const inSegment = (...rules: SegmentRule[]): SegmentMembers[] => [{ match: 'all', rules }];
const IN_GERMANY: SegmentRule = { field: 'country', operator: 'equals', value: 'de' };
const GRADED: SegmentRule = { field: 'grade', operator: 'equals', value: 'A' };
const RARE: SegmentRule = { field: 'tags', operator: 'has', value: 't7' };
const TITLED: SegmentRule = { field: 'title', operator: 'contains', value: 'head' };
const named: ContactQuery = { segment_ids: [newId('seg')] };

const FILTERS: [string, ContactQuery, SegmentMembers[]?][] = [
  ['a rare tag', { tags: ['t7'] }],
  ['two common values that never meet', { grade: ['A'], country: ['DE'] }],
  ['a value that nobody has', { verification_status: ['valid'] }],
  ['a common value', { grade: ['a'] }],
  ['a word that nobody has', { search: 'nobody' }],
  ['a word of one contact', { search: 'p149' }],
  ['an address', { search: 'p777@' }],
  ['a score that nobody has', { lead_score_min: 50 }],
  ['a segment of two values that never meet', named, inSegment(IN_GERMANY, GRADED)],
  ['a segment of a rare tag, and a rule without index', named, inSegment(TITLED, RARE)],
  ['a segment of any of two rare tags', named, [{ match: 'any', rules: [RARE, { ...RARE, value: 't8' }] }]],
];

it.each(FILTERS)('a page by %s reads a part of the contacts', async (_name, filter, segments = []) => {
  const page = { workspaceId: workspace, filter, after: null, limit: 51 };
  expect(await blocksOf((list) => list.page(page, segments))).toBeLessThan(MOST_BLOCKS);
});

it.each(FILTERS)('whether one may be written to by %s as well', async (_name, filter, segments = []) => {
  expect(await blocksOf((list) => list.hasEligible(workspace, filter, segments))).toBeLessThan(MOST_BLOCKS);
});
