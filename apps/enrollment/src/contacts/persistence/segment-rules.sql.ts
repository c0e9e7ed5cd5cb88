import type { SEGMENT_FIELDS, SegmentRule } from '#contracts';
import type { SqlParams } from '#database';
import { customNameOf, kindOf, type FieldKind } from '../../segments/domain/segment-fields.js';
import { isDay } from '../../segments/domain/segment-times.js';
import { facetSql, isFacet, tagsSql } from './contact-terms.sql.js';

type Value = NonNullable<SegmentRule['value']>;
type Compile = (column: string, value: Value, params: SqlParams) => string;
type Rules = Partial<Record<SegmentRule['operator'], Compile>>;

/** The column of each field, where `c` is the contact. The only names that get into a statement. */
const COLUMNS: Readonly<Record<string, string>> = {
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
  time_zone: 'c.time_zone',
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
  created_at: 'c.created_at',
  updated_at: 'c.updated_at',
} as const satisfies Record<(typeof SEGMENT_FIELDS)[number], string>;

const text = (value: Value, params: SqlParams): string => `fold(${params.bind(String(value), 'text')})`;

const isEmptyText: Compile = (column) => `coalesce(${column}, '') = ''`;

/**
 * Texts compare without regard to case and accents. None of these is a LIKE, so a `%` or `_` of the value is just a
 * character. Where the column is null only the negative operators hold.
 */
const TEXT_RULES: Rules = {
  equals: (column, value, params) =>
    isFacet(column) ? facetSql(column, [String(value)], params) : `fold(${column}) = ${text(value, params)}`,
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

const number = (value: Value, params: SqlParams): string => params.bind(Number(value), 'numeric');

const NUMBER_RULES: Rules = {
  equals: (column, value, params) => `${column} = ${number(value, params)}`,
  not_equals: (column, value, params) => `${column} is distinct from ${number(value, params)}`,
  greater_than: (column, value, params) => `${column} > ${number(value, params)}`,
  less_than: (column, value, params) => `${column} < ${number(value, params)}`,
  is_empty: (column) => `${column} is null`,
  is_not_empty: (column) => `${column} is not null`,
};

/**
 * A number that a custom field holds, also one that a spreadsheet wrote as a text; null for anything else. Not `\d` and `\s`:
 * in some locales they are digits and spaces of other scripts too, which a cast refuses, and with it the whole statement.
 */
const numeric = (column: string): string =>
  `case when ${column} ~ '^ *[-+]?[0-9]+(\\.[0-9]+)? *$' then (${column})::numeric end`;

/** Numbers compare as numbers, so that 5 equals 5.0; a text is compared as a text, so that "5" does not equal "05". */
const CUSTOM_RULES: Rules = {
  ...TEXT_RULES,
  equals: (column, value, params) =>
    typeof value === 'number'
      ? `${numeric(column)} = ${number(value, params)}`
      : `fold(${column}) = ${text(value, params)}`,
  not_equals: (column, value, params) =>
    typeof value === 'number'
      ? `${numeric(column)} is distinct from ${number(value, params)}`
      : `fold(${column}) is distinct from ${text(value, params)}`,
  greater_than: (column, value, params) => `${numeric(column)} > ${number(value, params)}`,
  less_than: (column, value, params) => `${numeric(column)} < ${number(value, params)}`,
};

const TAG_RULES: Rules = {
  has: (_, value, params) => tagsSql([String(value)], params),
  has_not: (column, value, params) => `${text(value, params)} <> all(${column})`,
  is_empty: (column) => `${column} = '{}'`,
  is_not_empty: (column) => `${column} <> '{}'`,
};

const isWithin: Compile = (column, value, params) => {
  const day = params.bind(value, 'date');
  return `${column} >= ${day} and ${column} < ${day} + 1`;
};

/** Days of UTC, which is the zone of every connection. Later than a day means from the next day on. */
const TIME_RULES: Rules = {
  equals: isWithin,
  not_equals: (...rule) => `not (${isWithin(...rule)})`,
  greater_than: (column, value, params) =>
    isDay(value)
      ? `${column} >= ${params.bind(value, 'date')} + 1`
      : `${column} > ${params.bind(value, 'timestamptz')}`,
  less_than: (column, value, params) =>
    `${column} < ${params.bind(value, isDay(value) ? 'date' : 'timestamptz')}`,
  is_empty: (column) => `${column} is null`,
  is_not_empty: (column) => `${column} is not null`,
};

const RULES: Readonly<Record<FieldKind, Rules>> = {
  text: TEXT_RULES,
  number: NUMBER_RULES,
  tags: TAG_RULES,
  custom: CUSTOM_RULES,
  time: TIME_RULES,
};

/** The rule as an SQL condition on the contact `c`, which is never null: a null must not swallow an `any`. */
export function ruleSql(rule: SegmentRule, params: SqlParams): string {
  const { field, operator, value = '' } = rule;
  const kind = kindOf(field);
  const compile = kind === undefined ? undefined : RULES[kind][operator];
  if (compile === undefined) throw new Error(`${operator} cannot be asked of ${field}`);
  const condition = compile(columnOf(field, params), value, params);
  // `is true` hides a condition from every index.
  return isIndexedRule(rule) ? condition : `(${condition}) is true`;
}

/** Whether the index of terms finds the contacts of the rule. */
export const isIndexedRule = ({ field, operator }: SegmentRule): boolean =>
  operator === 'has' || (operator === 'equals' && isFacet(COLUMNS[field] ?? ''));

function columnOf(field: string, params: SqlParams): string {
  const name = customNameOf(field);
  return name === undefined ? (COLUMNS[field] ?? '') : `(c.custom_fields ->> ${params.bind(name, 'text')})`;
}
