import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { ContactFilter, SegmentConditions } from '#contracts';
import { newId, onBehalfOf, uuidOf, type Id } from '#kernel';
import { useServers } from '#testing';
import { aCampaign } from '../test/campaign-fixtures.js';
import { EnrollmentHarness } from '../test/enrollment-harness.js';
import { ContactList } from './contacts/persistence/contact-list.js';
import type { ContactPage } from './contacts/persistence/contact-list.sql.js';
import { FindContacts, type FoundContacts } from './contacts/use-cases/find-contacts.js';
import { Segments } from './segments/persistence/segments.js';
import { CountSegments } from './segments/use-cases/count-segments.js';

const servers = useServers();
const workspaceId = newId('ws');
let harness: EnrollmentHarness;

/** Texts of which JavaScript and PostgreSQL make different lower cases, their usual partners, emptiness and null. */
const TEXTS = [
  'İSTANBUL',
  'istanbul',
  'i̇stanbul',
  'ẞ',
  'ß',
  'ΑΘΗΝΑΣ',
  'αθηνας',
  'αθηνασ',
  'ﬁ',
  'FI',
  'Å',
  'å',
  'A\u030A',
  '\u212B',
  'Müller',
  'mu\u0308ller',
  'MULLER',
  'Łódź',
  'lodz',
  '½',
  '',
];
const text = fc.constantFrom(...TEXTS);
const maybe = fc.option(text, { nil: null });
const aContact = fc.record({
  first_name: maybe,
  title: maybe,
  seniority: maybe,
  department: maybe,
  company_name: maybe,
  company_industry: maybe,
  grade: maybe,
  verification_status: fc.constantFrom('valid', 'Valid', null),
  tags: fc.uniqueArray(text, { maxLength: 2 }),
  lead_score: fc.option(fc.integer({ min: 0, max: 3 }), { nil: null }),
});

const ofTags = fc.record({
  field: fc.constant('tags' as const),
  operator: fc.constantFrom('has' as const, 'has_not' as const),
  value: text,
});
const ofText = fc.record({
  field: fc.constantFrom(
    'title' as const,
    'first_name' as const,
    'seniority' as const,
    'grade' as const,
    'company.name' as const,
    'company.industry' as const,
  ),
  operator: fc.constantFrom(
    'equals' as const,
    'not_equals' as const,
    'contains' as const,
    'is_empty' as const,
  ),
  value: text,
});
const conditions = fc.record({
  match: fc.constantFrom('all' as const, 'any' as const),
  rules: fc.array(fc.oneof(ofText, ofTags), { minLength: 1, maxLength: 3 }),
});
const some = fc.array(text, { minLength: 1, maxLength: 2 });
const keys = fc
  .record(
    {
      seniority: some,
      department: some,
      industry: some,
      grade: some,
      tags: some,
      verification_status: fc.array(fc.constant('valid' as const), { minLength: 1, maxLength: 1 }),
      lead_score_min: fc.integer({ min: 0, max: 3 }),
      search: text.filter((word) => word !== ''),
    },
    { requiredKeys: [] },
  )
  .filter((filter) => Object.keys(filter).length > 0);

beforeAll(async () => {
  harness = await EnrollmentHarness.boot(servers.databaseUrl);
  const contacts = fc.sample(aContact, { numRuns: 200, seed: 11 });
  await harness.query(
    `insert into contact (id, workspace_id, email, first_name, title, seniority, department, company_name,
       company_industry, grade, verification_status, tags, lead_score, created_at, updated_at)
     select uuid_v7(), $2, 'c' || n || '@x.test', c.first_name, c.title, c.seniority, c.department, c.company_name,
       c.company_industry, c.grade, c.verification_status, c.tags, c.lead_score, $3, $3
     from rows from (jsonb_to_recordset($1::jsonb) as (
       first_name text, title text, seniority text, department text, company_name text, company_industry text,
       grade text, verification_status text, tags text[], lead_score int
     )) with ordinality c(first_name, title, seniority, department, company_name, company_industry, grade,
       verification_status, tags, lead_score, n)`,
    [JSON.stringify(contacts), uuidOf(workspaceId), harness.clock.now()],
  );
});
afterAll(() => harness.close());

/** As a request: under row-level security. */
async function searched(filter: ContactFilter): Promise<{ ids: string[]; total: number }> {
  const ids: string[] = [];
  let after: string | null = null;
  let total: number | undefined;
  for (;;) {
    const page: ContactPage = { workspaceId, filter, after, limit: 50 };
    const known: number | undefined = total;
    const found: FoundContacts = await onBehalfOf(workspaceId, () =>
      harness.get(FindContacts).search(page, known),
    );
    ({ total } = found);
    const uuids = found.contacts.map(({ id }) => uuidOf(id));
    ids.push(...uuids);
    after = uuids.at(-1) ?? null;
    if (after === null) return { ids: ids.toSorted(), total: found.total };
  }
}

async function enrolledBy(filter: ContactFilter): Promise<string[]> {
  const data = aCampaign({ contact_filter: filter, workspace_id: workspaceId });
  await harness.sync(data);
  await harness.enrollAll();
  const enrolled = (await harness.enrollmentsOf(data)).map(({ contact_id }) => contact_id);
  await harness.query(`delete from enrollment where campaign_id = $1`, [uuidOf(data.campaign.id)]);
  await harness.query(`delete from campaign_replica where campaign_id = $1`, [uuidOf(data.campaign.id)]);
  return enrolled.toSorted();
}

async function segmentOf(group: SegmentConditions): Promise<Id<'seg'>> {
  const now = harness.clock.now();
  const id = newId('seg');
  const segment = { id, workspace_id: workspaceId, name: 'S', type: 'dynamic' as const, conditions: group };
  await harness.get(Segments).insert({ ...segment, created_at: now, updated_at: now });
  return id;
}

describe('a filter', () => {
  it('means the same contacts to pages, totals, the check of a new campaign and enrolling', async () => {
    const property = fc.asyncProperty(keys, async (filter) => {
      const { ids, total } = await searched(filter);
      const enrolled = await enrolledBy(filter);
      const hasEligible = await harness.get(ContactList).hasEligible(workspaceId, filter, []);

      expect([total, enrolled, hasEligible]).toEqual([ids.length, ids, ids.length > 0]);
    });
    await fc.assert(property, { numRuns: 60 });
  });

  it('by a segment means whom the count of the segment counts', async () => {
    const property = fc.asyncProperty(conditions, async (group) => {
      const id = await segmentOf(group);
      const filter = { segment_ids: [id] };
      const { ids, total } = await searched(filter);
      const named = await harness.get(Segments).named(workspaceId, filter);
      const stored = await harness.get(Segments).find(workspaceId, id);
      if (stored === undefined) throw new Error('no segment');
      const { contact_count } = await harness.get(CountSegments).execute(stored);
      const hasEligible = await harness.get(ContactList).hasEligible(workspaceId, filter, named.conditions);

      const counts = [
        total,
        contact_count,
        (await harness.get(Segments).find(workspaceId, id))?.contact_count,
      ];
      expect(counts).toEqual([ids.length, ids.length, ids.length]);
      expect([await enrolledBy(filter), hasEligible]).toEqual([ids, ids.length > 0]);
    });
    await fc.assert(property, { numRuns: 40 });
  });
});
