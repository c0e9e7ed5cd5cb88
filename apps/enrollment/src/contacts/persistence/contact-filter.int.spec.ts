import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { SEGMENT_FIELDS, type ContactFilter, type SegmentGroup, type SegmentRule } from '#contracts';
import { SqlParams } from '#database';
import { newId, uuidOf } from '#kernel';
import { useServers } from '#testing';
import {
  anyConditions,
  anyFilter,
  insertSamples,
  OPERATORS,
  type Sample,
} from '../../../test/contact-fixtures.js';
import { EnrollmentHarness } from '../../../test/enrollment-harness.js';
import { kindOf, segmentRuleErrors } from '../../segments/domain/segment-rule-errors.js';
import { Segments } from '../../segments/index.js';
import { filterSql, segmentSql } from './contact-filter.sql.js';
import { ContactList } from './contact-list.js';

const servers = useServers();
const workspaceId = newId('ws');
let harness: EnrollmentHarness;

let samples: Sample[];

beforeAll(async () => {
  harness = await EnrollmentHarness.boot(servers.databaseUrl);
  samples = await insertSamples(harness, workspaceId, 150);
});

afterAll(() => harness.close());

/** The meaning of a rule, said a second time in plain TypeScript. */
function holds({ field, operator, value }: SegmentRule, contact: Sample): boolean {
  const kind = kindOf(field);
  if (kind === 'number') return numberHolds(operator, numberOf(contact, field), Number(value));
  if (kind === 'tags') return tagsHold(operator, contact.tags, String(value));
  const column = contact[field.replace('.', '_')];
  return textHolds(operator, typeof column === 'string' ? folded(column) : null, folded(String(value)));
}

const folded = (value: string): string =>
  value
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036F]/g, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('ł', 'l');

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
  return tags.map(folded).includes(folded(value)) === (operator === 'has');
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
  const workspace = params.bind(uuidOf(workspaceId), 'uuid');
  const condition = compile(params);
  const rows = await harness.query<{ email: string }>(
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

describe('a compiled segment', () => {
  it('selects for every field and operator whom the rule means, nulls and wildcards included', async () => {
    for (const field of SEGMENT_FIELDS) {
      for (const operator of OPERATORS) {
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
    tags?.some((tag) => tagsHold('has', contact.tags, tag)) ?? true,
    scored >= min && scored <= max,
    ids === undefined || segments.some((segment) => inSegment(segment, contact)),
  ].every(Boolean);
}

const isOneOf = (column: unknown, wanted: readonly string[] | undefined): boolean =>
  wanted === undefined ||
  (typeof column === 'string' && wanted.some((one) => folded(one) === folded(column)));

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
    const named = await harness.get(Segments).named(workspaceId, filter);

    expect(named).toEqual({ conditions: [], unknown: filter.segment_ids });
    expect(await harness.get(ContactList).hasEligible(workspaceId, filter, named.conditions)).toBe(false);
  });
});
