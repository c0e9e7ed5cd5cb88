import type { ContactQuery } from '#contracts';
import type { SegmentMembers } from '../persistence/contact-filter.sql.js';
import type { ContactTable } from './contact-table.js';
import { JointRows, type Part } from './joint-rows.js';
import { isIndexed, matchRule } from './match-rule.js';
import type { RowSet } from './row-set.js';
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

const MAX_SETS = 16;

/** What is known of a workspace's contacts: the table, and what the store found to each question that is left to it. */
export interface Known {
  readonly table: ContactTable;
  readonly stored: (question: StoreQuestion) => RowSet;
}

/** The contacts that are not deleted and match: the same ones that `filterSql` selects. */
export function matchFilter(
  known: Known,
  filter: ContactQuery,
  segments: readonly SegmentMembers[],
): JointRows {
  const { table, stored } = known;
  const { tags, segment_ids, search } = filter;
  return new JointRows([
    table.live(),
    ...anyOfParts(table, filter),
    ...scoreParts(table, filter),
    ...sinceParts(table, filter),
    ...(tags === undefined ? [] : [table.whereAnyTag(tags)]),
    ...(segment_ids === undefined ? [] : segmentParts(known, segments)),
    ...(search === undefined ? [] : [[stored({ kind: 'words', search })]]),
  ]);
}

/** The members of a segment that are not deleted. */
export const matchSegment = (known: Known, segment: SegmentMembers): JointRows =>
  new JointRows([known.table.live(), ...partsOf(known, segment)]);

/** Of those who are in any of the segments. */
function segmentParts(known: Known, segments: readonly SegmentMembers[]): Part[] {
  const [only, ...others] = segments;
  if (only !== undefined && others.length === 0) return partsOf(known, only);
  return [asFew(segments.flatMap((each) => asPart(partsOf(known, each))))];
}

function partsOf(known: Known, members: SegmentMembers): Part[] {
  if ('staticId' in members) return [[known.stored({ kind: 'members', segmentId: members.staticId })]];
  const { match, rules } = members;
  if (rules.length === 0) return [known.table.everybody()];
  const parts = rules.map((rule) => {
    if ('rules' in rule) return partsOf(known, rule);
    return [isIndexed(rule) ? matchRule(known.table, rule) : [known.stored({ kind: 'rule', rule })]];
  });
  return match === 'all' ? parts.flat() : [asFew(parts.flatMap(asPart))];
}

/** Each set of a part is gone through for each page, so that many of them are made one. */
const asFew = (part: Part): Part => (part.length <= MAX_SETS ? part : [new JointRows([part]).toBitmap()]);

/** Several are joined into one set, which is only needed where a segment has groups of rules within groups. */
const asPart = (parts: readonly Part[]): Part => {
  const [only, ...others] = parts;
  return only !== undefined && others.length === 0 ? only : [new JointRows(parts).toBitmap()];
};

function anyOfParts(table: ContactTable, filter: ContactQuery): Part[] {
  return ANY_OF.flatMap(([key, column]) => {
    const values = filter[key];
    if (values === undefined) return [];
    const wanted = new Set(values.map((value) => value.toLowerCase()));
    const question = `in ${JSON.stringify([...wanted].toSorted())}`;
    return [table.whereText(column, question, (text) => text !== null && wanted.has(text))];
  });
}

function scoreParts(table: ContactTable, { lead_score_min: min, lead_score_max: max }: ContactQuery): Part[] {
  return [
    ...(min === undefined ? [] : [table.whereNumber('lead_score', `>= ${min}`, (score) => score >= min)]),
    ...(max === undefined ? [] : [table.whereNumber('lead_score', `<= ${max}`, (score) => score <= max)]),
  ];
}

function sinceParts(table: ContactTable, filter: ContactQuery): Part[] {
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
