import type { ContactQuery } from '#contracts';
import type { SegmentMembers } from '../persistence/contact-filter.sql.js';
import { Bitmap } from './bitmap.js';
import type { ContactTable } from './contact-table.js';
import { isIndexed, matchRule } from './match-rule.js';
import type { StoreQuestion } from './store-questions.js';

const ANY_OF = [
  ['icp_tier', 'icp_tier'],
  ['grade', 'grade'],
  ['seniority', 'seniority'],
  ['department', 'department'],
  ['country', 'country'],
  ['industry', 'company_industry'],
  ['verification_status', 'verification_status'],
] as const;

/** What is known of a workspace's contacts: the table, and what the store found to each question that is left to it. */
export interface Known {
  readonly table: ContactTable;
  readonly stored: (question: StoreQuestion) => Bitmap;
}

/** The contacts that are not deleted and match: the same ones that `filterSql` selects. */
export function matchFilter(known: Known, filter: ContactQuery, segments: readonly SegmentMembers[]): Bitmap {
  const { table, stored } = known;
  const { tags, segment_ids, search } = filter;
  return Bitmap.all([
    table.live(),
    ...anyOfParts(table, filter),
    ...scoreParts(table, filter),
    ...sinceParts(table, filter),
    ...(tags === undefined ? [] : [table.whereAnyTag(tags)]),
    ...(segment_ids === undefined ? [] : [Bitmap.any(segments.map((each) => matchSegment(known, each)))]),
    ...(search === undefined ? [] : [stored({ kind: 'words', search })]),
  ]);
}

/** The members of a segment, deleted contacts among them. */
export function matchSegment(known: Known, members: SegmentMembers): Bitmap {
  if ('staticId' in members) return known.stored({ kind: 'members', segmentId: members.staticId });
  const { match, rules } = members;
  if (rules.length === 0) return known.table.everybody();
  const parts = rules.map((rule) => {
    if ('rules' in rule) return matchSegment(known, rule);
    return isIndexed(rule) ? matchRule(known.table, rule) : known.stored({ kind: 'rule', rule });
  });
  return match === 'all' ? Bitmap.all(parts) : Bitmap.any(parts);
}

function anyOfParts(table: ContactTable, filter: ContactQuery): Bitmap[] {
  return ANY_OF.flatMap(([key, column]) => {
    const values = filter[key];
    if (values === undefined) return [];
    const wanted = new Set(values.map((value) => value.toLowerCase()));
    const question = `in ${JSON.stringify([...wanted].toSorted())}`;
    return [table.whereText(column, question, (text) => text !== null && wanted.has(text))];
  });
}

function scoreParts(
  table: ContactTable,
  { lead_score_min: min, lead_score_max: max }: ContactQuery,
): Bitmap[] {
  return [
    ...(min === undefined ? [] : [table.whereNumber('lead_score', `>= ${min}`, (score) => score >= min)]),
    ...(max === undefined ? [] : [table.whereNumber('lead_score', `<= ${max}`, (score) => score <= max)]),
  ];
}

function sinceParts(table: ContactTable, filter: ContactQuery): Bitmap[] {
  const columns = [
    ['created_at', filter.created_after],
    ['updated_at', filter.updated_after],
  ] as const;
  return columns.flatMap(([column, instant]) => {
    return instant === undefined ? [] : [table.whereAfter(column, microsecondsOf(instant))];
  });
}

/** Of an ISO-8601 instant; a Date would round it to milliseconds. PostgreSQL rounds to microseconds as well. */
function microsecondsOf(instant: string): number {
  const [, fraction = ''] = /\.(\d+)/.exec(instant) ?? [];
  const seconds = Math.floor(Date.parse(instant) / 1_000);
  return seconds * 1_000_000 + Math.round(Number(`0.${fraction || '0'}`) * 1_000_000);
}
