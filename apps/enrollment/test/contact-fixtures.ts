import * as fc from 'fast-check';
import { SEGMENT_FIELDS, SEGMENT_OPERATORS, type SegmentGroup, type SegmentRule } from '#contracts';
import { newId, uuidOf, type Id } from '#kernel';
import { segmentRuleErrors } from '../src/segments/domain/segment-rule-errors.js';
import type { EnrollmentHarness } from './enrollment-harness.js';

/** Texts that catch wildcards, quotes, escapes, case, accents, Unicode forms, emptiness and null. */
const TEXTS = [
  '',
  'a',
  'A',
  'ab',
  'aB',
  'b',
  '%',
  '_',
  'a%',
  '%a',
  'a_b',
  '\\',
  "'",
  '";--',
  '$1',
  'é',
  'É',
  'e',
  'E\u0301',
  'ß',
  'SS',
  'ł',
];
const text = fc.constantFrom(...TEXTS);
const maybe = fc.option(text, { nil: null });
const score = fc.option(fc.integer({ min: 0, max: 4 }), { nil: null });

const status = fc.constantFrom('valid' as const, 'invalid' as const, 'catch_all' as const);

const aContact = fc.record({
  first_name: maybe,
  last_name: maybe,
  title: maybe,
  seniority: maybe,
  department: maybe,
  phone: maybe,
  mobile: maybe,
  linkedin_url: maybe,
  city: maybe,
  state: maybe,
  country: maybe,
  lead_source: maybe,
  verification_status: fc.option(status, { nil: null }),
  icp_tier: maybe,
  grade: maybe,
  company_name: maybe,
  company_domain: maybe,
  company_industry: maybe,
  company_employee_count: score,
  company_revenue_band: maybe,
  lead_score: score,
  tags: fc.uniqueArray(text, { maxLength: 3 }),
});
export type Sample = Record<string, unknown> & { email: string; tags: string[]; lead_score: number | null };

/** Regular expressions have examples of their own: those of PostgreSQL and of JavaScript differ. */
export const OPERATORS = SEGMENT_OPERATORS.filter((operator) => operator !== 'matches_regex');

const anyRule = fc
  .record({
    field: fc.constantFrom(...SEGMENT_FIELDS),
    operator: fc.constantFrom(...OPERATORS),
    value: fc.oneof(text, fc.integer({ min: 0, max: 4 }), fc.constant(1.5)),
  })
  .filter((rule) => segmentRuleErrors({ rules: [rule] }).length === 0);

const groupOf = (rule: fc.Arbitrary<SegmentRule | SegmentGroup>): fc.Arbitrary<SegmentGroup> =>
  fc.record({
    match: fc.constantFrom('all' as const, 'any' as const),
    rules: fc.array(rule, { maxLength: 4 }),
  });

export const anyConditions = groupOf(fc.oneof(anyRule, groupOf(fc.oneof(anyRule, groupOf(anyRule)))));

const values = fc.array(text, { minLength: 1, maxLength: 3 });
export const anyFilter = fc
  .record(
    {
      grade: values,
      seniority: values,
      department: values,
      country: values,
      industry: values,
      verification_status: fc.array(status, { minLength: 1, maxLength: 2 }),
      tags: values,
      lead_score_min: fc.integer({ min: 0, max: 4 }),
      lead_score_max: fc.integer({ min: 0, max: 4 }),
      segment_ids: fc.array(fc.constant(newId('seg')), { minLength: 1, maxLength: 1 }),
    },
    { requiredKeys: [] },
  )
  .filter((filter) => Object.keys(filter).length > 0);

/** Contacts with such values, straight into the table. */
export async function insertSamples(
  harness: EnrollmentHarness,
  workspaceId: Id<'ws'>,
  count: number,
): Promise<Sample[]> {
  const samples = fc
    .sample(aContact, { numRuns: count, seed: 7 })
    .map((contact, n) => ({ ...contact, email: `${'aAb%'.charAt(n % 4)}${n}@x.test` }));
  await harness.query(
    `insert into contact
     select uuid_v7(), $2, c.email, c.first_name, c.last_name, c.title, c.seniority, c.department, c.country, null,
       c.lead_score, c.icp_tier, c.grade, c.company_name, c.company_domain, c.company_industry, c.tags, '{}', null, $3, $3,
       c.phone, c.mobile, c.linkedin_url, c.city, c.state, c.lead_source, c.verification_status, false,
       c.company_employee_count, c.company_revenue_band
     from jsonb_populate_recordset(null::contact, $1::jsonb) c`,
    [JSON.stringify(samples), uuidOf(workspaceId), harness.clock.now()],
  );
  return samples;
}
