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
import { kindOf } from '../../segments/domain/segment-fields.js';
import { segmentRuleErrors } from '../../segments/domain/segment-rule-errors.js';
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
  if (kind === 'time') return operator === 'is_not_empty'; // the others have days, and a test of their own
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

const ruledIn = (rule: SegmentRule): Promise<string[]> =>
  selected((params) => segmentSql({ match: 'all', rules: [rule] }, params));

describe('a rule over custom fields', () => {
  const fields: Record<string, Record<string, unknown>> = {
    'aa1@c.test': { plan: 'Pro', seats: 5, paid: true },
    'aa2@c.test': { plan: 'Prö ', seats: '12.50', paid: false },
    'aa3@c.test': { plan: '', seats: 'many', 'odd. name\'"': 'x' },
    'aa4@c.test': { seats: 1e21 },
  };
  beforeAll(() =>
    harness.query(
      `insert into contact (id, workspace_id, email, custom_fields, created_at, updated_at)
       select uuid_v7(), $2, key, value, $3, $3 from jsonb_each($1::jsonb)`,
      [JSON.stringify(fields), uuidOf(workspaceId), harness.clock.now()],
    ),
  );
  afterAll(() => harness.query(`delete from contact where email like '%@c.test'`));

  it.each<[Omit<SegmentRule, 'field'> & { field: `custom_fields.${string}` }, string]>([
    [{ field: 'custom_fields.plan', operator: 'equals', value: 'PRO' }, '1'],
    [{ field: 'custom_fields.plan', operator: 'starts_with', value: 'pro' }, '12'],
    [{ field: 'custom_fields.plan', operator: 'matches_regex', value: '^pro$' }, '1'],
    [{ field: 'custom_fields.plan', operator: 'is_not_empty' }, '12'],
    [{ field: 'custom_fields.seats', operator: 'equals', value: 5 }, '1'],
    [{ field: 'custom_fields.seats', operator: 'equals', value: 12.5 }, '2'],
    [{ field: 'custom_fields.seats', operator: 'equals', value: '12.50' }, '2'],
    [{ field: 'custom_fields.seats', operator: 'equals', value: '12.5' }, ''],
    [{ field: 'custom_fields.seats', operator: 'greater_than', value: 5 }, '24'],
    [{ field: 'custom_fields.seats', operator: 'greater_than', value: '5' }, '24'],
    [{ field: 'custom_fields.seats', operator: 'less_than', value: 12.5 }, '1'],
    [{ field: 'custom_fields.paid', operator: 'equals', value: true }, '1'],
    [{ field: 'custom_fields.odd. name\'"', operator: 'equals', value: 'X' }, '3'],
    [{ field: 'custom_fields.none', operator: 'contains', value: '' }, ''],
  ])('%j selects the contacts %j', async (rule, numbers) => {
    expect(segmentRuleErrors({ rules: [rule] })).toEqual([]);
    const found = (await ruledIn(rule)).filter((email) => email.endsWith('@c.test'));
    expect(found.map((email) => email.charAt(2)).join('')).toBe(numbers);
  });
});

describe('a rule over a time', () => {
  const times = [
    '2026-03-31T23:59:59.999Z',
    '2026-04-01T00:00:00Z',
    '2026-04-01T23:59:59.999Z',
    '2026-04-02T00:00:00Z',
  ];
  beforeAll(() =>
    harness.query(
      `insert into contact (id, workspace_id, email, created_at, updated_at)
       select uuid_v7(), $2, 't' || place || '@t.test', time, '2020-01-01' from unnest($1::timestamptz[]) with ordinality as t(time, place)`,
      [times, uuidOf(workspaceId)],
    ),
  );
  afterAll(() => harness.query(`delete from contact where email like '%@t.test'`));

  it.each<[SegmentRule['operator'], string, string]>([
    ['equals', '2026-04-01', '23'],
    ['not_equals', '2026-04-01', '14'],
    ['greater_than', '2026-04-01', '4'],
    ['less_than', '2026-04-01', '1'],
    ['greater_than', '2026-04-01T00:00:00Z', '34'],
    ['less_than', '2026-04-01T00:00:00.001Z', '12'],
  ])('%s %s selects the contacts %j, by days of UTC', async (operator, value, numbers) => {
    const rule = { field: 'created_at' as const, operator, value };
    expect(segmentRuleErrors({ rules: [rule] })).toEqual([]);
    const found = (await ruledIn(rule)).filter((email) => email.endsWith('@t.test'));
    expect(found.map((email) => email.charAt(1)).join('')).toBe(numbers);
  });

  it('is nothing else than a day or an instant that exists', () => {
    const errorsOf = (operator: SegmentRule['operator'], value: SegmentRule['value']) =>
      segmentRuleErrors({ rules: [{ field: 'updated_at', operator, value }] }).map(({ field }) => field);
    for (const value of [
      '2026-02-30',
      '0000-01-01',
      'yesterday',
      5,
      true,
      '2026-04-01T00:00:00Z',
      '2026-04-01T25:00:00Z',
    ])
      expect([value, errorsOf('equals', value)]).toEqual([value, ['conditions.rules.0.value']]);
    expect(errorsOf('less_than', '2026-04-01T25:00:00Z')).toEqual(['conditions.rules.0.value']);
  });
});

describe('a compiled segment', () => {
  it('selects for every field and operator whom the rule means, nulls and wildcards included', async () => {
    for (const field of SEGMENT_FIELDS) {
      for (const operator of OPERATORS) {
        for (const value of ['a', 'A%', '_', '', '2']) {
          const rule: SegmentRule = { field, operator, value };
          if (segmentRuleErrors({ rules: [rule] }).length > 0) continue;
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
