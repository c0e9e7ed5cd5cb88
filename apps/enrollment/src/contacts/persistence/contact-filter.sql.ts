import type { ContactQuery, SegmentGroup, SegmentRule } from '#contracts';
import type { SqlParams } from '#database';
import { uuidOf, type Id } from '#kernel';
import { kindOf } from '../../segments/domain/segment-rule-errors.js';
import { searchSql } from './contact-words.sql.js';

type Field = SegmentRule['field'];
type Compile = (column: string, value: SegmentRule['value'], params: SqlParams) => string;

/** The column of each field, where `c` is the contact. The only names that get into a statement. */
const COLUMNS = {
  email: 'c.email',
  first_name: 'c.first_name',
  last_name: 'c.last_name',
  title: 'c.title',
  seniority: 'c.seniority',
  department: 'c.department',
  phone: 'c.phone',
  mobile: 'c.mobile',
  linkedin_url: 'c.linkedin_url',
  city: 'c.city',
  state: 'c.state',
  country: 'c.country',
  lead_source: 'c.lead_source',
  verification_status: 'c.verification_status',
  icp_tier: 'c.icp_tier',
  grade: 'c.grade',
  lead_score: 'c.lead_score',
  tags: 'c.tag_keys',
  'company.name': 'c.company_name',
  'company.domain': 'c.company_domain',
  'company.industry': 'c.company_industry',
  'company.employee_count': 'c.company_employee_count',
  'company.revenue_band': 'c.company_revenue_band',
} as const satisfies Record<Field, string>;

const text = (value: SegmentRule['value'], params: SqlParams): string =>
  `fold(${params.bind(String(value), 'text')})`;

const isEmptyText: Compile = (column) => `coalesce(${column}, '') = ''`;

/**
 * Texts compare without regard to case and accents. None of these is a LIKE, so a `%` or `_` of the value is just a character.
 * Where the column is null only the negative operators hold.
 */
const TEXT_RULES: Partial<Record<SegmentRule['operator'], Compile>> = {
  equals: (column, value, params) => `fold(${column}) = ${text(value, params)}`,
  not_equals: (column, value, params) => `fold(${column}) is distinct from ${text(value, params)}`,
  contains: (column, value, params) => `strpos(fold(${column}), ${text(value, params)}) > 0`,
  not_contains: (column, value, params) => `coalesce(strpos(fold(${column}), ${text(value, params)}), 0) = 0`,
  matches_regex: (column, value, params) => `${column} ~* ${params.bind(String(value), 'text')}`,
  starts_with: (column, value, params) => `starts_with(fold(${column}), ${text(value, params)})`,
  ends_with: (column, value, params) => {
    const ending = text(value, params);
    return `right(fold(${column}), length(${ending})) = ${ending}`;
  },
  is_empty: isEmptyText,
  is_not_empty: (...rule) => `not (${isEmptyText(...rule)})`,
};

const number = (value: SegmentRule['value'], params: SqlParams): string =>
  params.bind(Number(value), 'numeric');

const NUMBER_RULES: Partial<Record<SegmentRule['operator'], Compile>> = {
  equals: (column, value, params) => `${column} = ${number(value, params)}`,
  not_equals: (column, value, params) => `${column} is distinct from ${number(value, params)}`,
  greater_than: (column, value, params) => `${column} > ${number(value, params)}`,
  less_than: (column, value, params) => `${column} < ${number(value, params)}`,
  is_empty: (column) => `${column} is null`,
  is_not_empty: (column) => `${column} is not null`,
};

const TAG_RULES: Partial<Record<SegmentRule['operator'], Compile>> = {
  has: (column, value, params) => `${text(value, params)} = any(${column})`,
  has_not: (column, value, params) => `${text(value, params)} <> all(${column})`,
  is_empty: (column) => `${column} = '{}'`,
  is_not_empty: (column) => `${column} <> '{}'`,
};

const RULES = { text: TEXT_RULES, number: NUMBER_RULES, tags: TAG_RULES };

/** The members of a segment: contacts that meet the conditions, or that were put into the segment of that id. */
export type SegmentMembers = SegmentGroup | { readonly staticId: Id<'seg'> };

/** The members of a segment as one SQL condition on the contact `c`. No rules at all mean everybody. */
export function segmentSql(members: SegmentMembers, params: SqlParams): string {
  if ('staticId' in members) {
    const segment = params.bind(uuidOf(members.staticId), 'uuid');
    return `exists (select from segment_contact m where m.segment_id = ${segment} and m.contact_id = c.id)`;
  }
  const { match, rules } = members;
  if (rules.length === 0) return 'true';
  // `is true`: a comparison with null is neither true nor false, and must not swallow an `any`.
  const parts = rules.map((rule) =>
    'rules' in rule ? segmentSql(rule, params) : `(${ruleSql(rule, params)}) is true`,
  );
  return `(${parts.join(match === 'all' ? ' and ' : ' or ')})`;
}

function ruleSql({ field, operator, value }: SegmentRule, params: SqlParams): string {
  const compile = RULES[kindOf(field)][operator];
  if (compile === undefined) throw new Error(`${operator} cannot be asked of ${field}`);
  return compile(COLUMNS[field], value, params);
}

/** The keys that name values of a column, which the index of terms knows as folded. */
const FACETS = [
  ['icp_tier', 'c.icp_tier'],
  ['grade', 'c.grade'],
  ['seniority', 'c.seniority'],
  ['department', 'c.department'],
  ['country', 'c.country'],
  ['industry', 'c.company_industry'],
  ['verification_status', 'c.verification_status'],
] as const;

/**
 * A filter as one SQL condition on `c`, a row of `contact` or `contact_lookup`: AND between keys, OR within one,
 * everybody without any. `segments` are those of the named segments that exist; one that does not exist matches nobody.
 */
export function filterSql(
  filter: ContactQuery,
  segments: readonly SegmentMembers[],
  params: SqlParams,
): string {
  const parts = [
    'true',
    ...facetsSql(filter, params),
    ...scoreSql(filter, params),
    ...sinceSql(filter, params),
  ];
  if (filter.tags) parts.push(`c.tag_keys && ${anyText(filter.tags, params)}`);
  if (filter.search !== undefined) parts.push(searchSql(filter.search, params));
  if (filter.segment_ids) parts.push(anySegmentSql(segments, params));
  return parts.map((part) => `(${part})`).join(' and ');
}

const anyText = (values: readonly string[], params: SqlParams): string =>
  `array[${values.map((value) => text(value, params)).join(', ')}]`;

/** Whether the index of terms finds the contacts of the filter. */
export const namesTerms = ({ tags, search, ...filter }: ContactQuery): boolean =>
  tags !== undefined || search !== undefined || FACETS.some(([key]) => filter[key] !== undefined);

function facetsSql(filter: ContactQuery, params: SqlParams): string[] {
  return FACETS.flatMap(([key, column]) => {
    const values = filter[key];
    return values === undefined ? [] : [`array[fold(${column})] && ${anyText(values, params)}`];
  });
}

function scoreSql({ lead_score_min: min, lead_score_max: max }: ContactQuery, params: SqlParams): string[] {
  return [
    ...(min === undefined ? [] : [`c.lead_score >= ${params.bind(min, 'bigint')}`]),
    ...(max === undefined ? [] : [`c.lead_score <= ${params.bind(max, 'bigint')}`]),
  ];
}

function sinceSql({ created_after, updated_after }: ContactQuery, params: SqlParams): string[] {
  return [
    ...(created_after === undefined ? [] : [`c.created_at > ${params.bind(created_after, 'timestamptz')}`]),
    ...(updated_after === undefined ? [] : [`c.updated_at > ${params.bind(updated_after, 'timestamptz')}`]),
  ];
}

const anySegmentSql = (segments: readonly SegmentMembers[], params: SqlParams): string =>
  segments.length === 0 ? 'false' : segments.map((each) => segmentSql(each, params)).join(' or ');
