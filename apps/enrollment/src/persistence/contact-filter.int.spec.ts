import { SEGMENT_FIELDS, type ContactFilter, type SegmentGroup, type SegmentRule } from '#contracts';
import { newId } from '#kernel';
import { useServers } from '#testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { Store } from '../../test/store.js';
import { kindOf, segmentRuleErrors } from '../domain/segment-rule-errors.js';
import { Contacts } from './contacts.js';
import { filterSql, segmentSql } from './contact-filter.sql.js';
import { Segments } from './segments.js';
import { SqlParams } from './sql-params.js';

const servers = useServers();
const workspaceId = randomUUID();
let store: Store;

/** Texts that catch wildcards, quotes, escapes, case, emptiness and null. */
const TEXTS = ['', 'a', 'A', 'ab', 'aB', 'b', '%', '_', 'a%', '%a', 'a_b', '\\', "'", '";--', '$1', 'é'];
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
type Sample = Record<string, unknown> & { email: string; tags: string[]; lead_score: number | null };

let samples: Sample[];

beforeAll(async () => {
  store = await Store.boot(servers.databaseUrl);
  samples = fc
    .sample(aContact, { numRuns: 150, seed: 7 })
    .map((contact, n) => ({ ...contact, email: `${'aAb%'.charAt(n % 4)}${n}@x.test` }));
  await store.query(
    `insert into contact
     select uuid_v7(), $2, c.email, c.first_name, c.last_name, c.title, c.seniority, c.department, c.country, null,
       c.lead_score, c.icp_tier, c.grade, c.company_name, c.company_domain, c.company_industry, c.tags, '{}', null, $3, $3,
       c.phone, c.mobile, c.linkedin_url, c.city, c.state, c.lead_source, c.verification_status, false,
       c.company_employee_count, c.company_revenue_band
     from jsonb_populate_recordset(null::contact, $1::jsonb) c`,
    [JSON.stringify(samples), workspaceId, store.clock.now()],
  );
});

afterAll(() => store.close());

/** The meaning of a rule, said a second time in plain TypeScript. */
function holds({ field, operator, value }: SegmentRule, contact: Sample): boolean {
  const kind = kindOf(field);
  if (kind === 'number') return numberHolds(operator, numberOf(contact, field), Number(value));
  if (kind === 'tags') return tagsHold(operator, contact.tags, String(value));
  const column = contact[field.replace('.', '_')];
  return textHolds(
    operator,
    typeof column === 'string' ? column.toLowerCase() : null,
    String(value).toLowerCase(),
  );
}

function numberOf(contact: Sample, field: SegmentRule['field']): number | null {
  const column = contact[field.replace('.', '_')];
  return typeof column === 'number' ? column : null;
}

const TEXT_MEANINGS: Partial<Record<SegmentRule['operator'], (column: string, value: string) => boolean>> = {
  equals: (column, value) => column === value,
  contains: (column, value) => column.includes(value),
  starts_with: (column, value) => column.startsWith(value),
  ends_with: (column, value) => column.endsWith(value),
};

function textHolds(operator: SegmentRule['operator'], column: string | null, value: string): boolean {
  if (operator === 'is_empty') return column === null || column === '';
  if (operator === 'is_not_empty') return column !== null && column !== '';
  if (operator === 'not_equals') return !textHolds('equals', column, value);
  if (operator === 'not_contains') return !textHolds('contains', column, value);
  return column !== null && TEXT_MEANINGS[operator]?.(column, value) === true;
}

function numberHolds(operator: SegmentRule['operator'], column: number | null, value: number): boolean {
  if (operator === 'is_empty') return column === null;
  if (operator === 'is_not_empty') return column !== null;
  if (column === null) return operator === 'not_equals';
  if (operator === 'equals') return column === value;
  if (operator === 'not_equals') return column !== value;
  return operator === 'greater_than' ? column > value : column < value;
}

function tagsHold(operator: SegmentRule['operator'], tags: string[], value: string): boolean {
  if (operator === 'is_empty') return tags.length === 0;
  if (operator === 'is_not_empty') return tags.length > 0;
  return tags.includes(value) === (operator === 'has');
}

const inSegment = (rule: SegmentGroup | SegmentRule, contact: Sample): boolean => {
  if (!('rules' in rule)) return holds(rule, contact);
  const { match, rules } = rule;
  if (rules.length === 0) return true;
  return match === 'all'
    ? rules.every((one) => inSegment(one, contact))
    : rules.some((one) => inSegment(one, contact));
};

async function selected(compile: (params: SqlParams) => string): Promise<string[]> {
  const params = new SqlParams();
  const workspace = params.bind(workspaceId, 'uuid');
  const condition = compile(params);
  const rows = await store.query<{ email: string }>(
    `select c.email from contact c where c.workspace_id = ${workspace} and (${condition})`,
    params.values,
  );
  return rows.map(({ email }) => email).toSorted();
}

const matching = (predicate: (contact: Sample) => boolean): string[] =>
  samples
    .filter(predicate)
    .map(({ email }) => email)
    .toSorted();

const operators: SegmentRule['operator'][] = [
  'equals',
  'not_equals',
  'contains',
  'not_contains',
  'starts_with',
  'ends_with',
  'greater_than',
  'less_than',
  'is_empty',
  'is_not_empty',
  'has',
  'has_not',
];

const anyRule = fc
  .record({
    field: fc.constantFrom(...SEGMENT_FIELDS),
    operator: fc.constantFrom(...operators),
    value: fc.oneof(text, fc.integer({ min: 0, max: 4 }), fc.constant(1.5)),
  })
  .filter((rule) => segmentRuleErrors([rule]).length === 0);

const groupOf = (rule: fc.Arbitrary<SegmentRule | SegmentGroup>): fc.Arbitrary<SegmentGroup> =>
  fc.record({
    match: fc.constantFrom('all' as const, 'any' as const),
    rules: fc.array(rule, { maxLength: 4 }),
  });

const anyConditions = groupOf(fc.oneof(anyRule, groupOf(fc.oneof(anyRule, groupOf(anyRule)))));

describe('a compiled segment', () => {
  it('selects for every field and operator whom the rule means, nulls and wildcards included', async () => {
    for (const field of SEGMENT_FIELDS) {
      for (const operator of operators) {
        for (const value of ['a', 'A%', '_', '', '2']) {
          const rule: SegmentRule = { field, operator, value };
          if (segmentRuleErrors([rule]).length > 0) continue;
          const conditions: SegmentGroup = { match: 'all', rules: [rule] };
          const found = await selected((params) => segmentSql(conditions, params));
          expect({ rule, found }).toEqual({ rule, found: matching((contact) => holds(rule, contact)) });
        }
      }
    }
  });

  it.each(['^A0@', '^(a|b)(40|42|45)@', '%\\d*3@', 'nobody'])(
    'matches by the regular expression %s, whatever the case',
    async (value) => {
      const rule: SegmentRule = { field: 'email', operator: 'matches_regex', value };
      const found = await selected((params) => segmentSql({ match: 'all', rules: [rule] }, params));
      expect(found).toEqual(matching(({ email }) => new RegExp(value, 'i').test(email)));
    },
  );

  it('agrees with the plain predicate on any combination of rules', async () => {
    const property = fc.asyncProperty(anyConditions, async (conditions) => {
      const found = await selected((params) => segmentSql(conditions, params));
      expect(found).toEqual(matching((contact) => inSegment(conditions, contact)));
    });
    await fc.assert(property, { numRuns: 200 });
  });
});

const values = fc.array(text, { minLength: 1, maxLength: 3 });
const anyFilter = fc
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

const COLUMN_OF = [
  ['grade', 'grade'],
  ['seniority', 'seniority'],
  ['department', 'department'],
  ['country', 'country'],
  ['industry', 'company_industry'],
  ['verification_status', 'verification_status'],
] as const;

/** Every key that is given has to hold; a key that is absent lets everybody through. */
function inFilter(filter: ContactFilter, segments: SegmentGroup[], contact: Sample): boolean {
  const { tags, segment_ids: ids, lead_score_min: min = -Infinity, lead_score_max: max = Infinity } = filter;
  const scored = contact.lead_score ?? (min === -Infinity && max === Infinity ? 0 : NaN);
  return [
    ...COLUMN_OF.map(([key, column]) => isOneOf(contact[column], filter[key])),
    tags?.some((tag) => contact.tags.includes(tag)) ?? true,
    scored >= min && scored <= max,
    ids === undefined || segments.some((segment) => inSegment(segment, contact)),
  ].every(Boolean);
}

const isOneOf = (column: unknown, wanted: readonly string[] | undefined): boolean =>
  wanted === undefined ||
  (typeof column === 'string' && wanted.some((one) => one.toLowerCase() === column.toLowerCase()));

describe('a compiled filter', () => {
  it('is AND between its keys and OR within one', async () => {
    const property = fc.asyncProperty(
      anyFilter,
      fc.array(anyConditions, { maxLength: 2 }),
      async (filter, segments) => {
        const found = await selected((params) => filterSql(filter, segments, params));
        expect(found).toEqual(matching((contact) => inFilter(filter, segments, contact)));
      },
    );
    await fc.assert(property, { numRuns: 200 });
  });

  it('matches nobody by a segment that does not exist, and names it', async () => {
    const filter = { segment_ids: [newId('seg')] };
    const named = await store.get(Segments).named(store, workspaceId, filter);

    expect(named).toEqual({ conditions: [], unknown: filter.segment_ids });
    expect(await store.get(Contacts).hasEligible(workspaceId, filter, named.conditions)).toBe(false);
  });
});
