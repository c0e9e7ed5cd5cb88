import type { ContactQuery, SegmentGroup } from '#contracts';
import type { SqlParams } from '#database';
import { uuidOf, type Id } from '#kernel';
import { rulesIn } from '../../segments/domain/segment-rules.js';
import { FACETS, facetSql, tagsSql } from './contact-terms.sql.js';
import { searchSql } from './contact-words.sql.js';
import { isIndexedRule, ruleSql } from './segment-rules.sql.js';

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
  const parts = rules.map((rule) =>
    'rules' in rule ? segmentSql(rule, params) : `(${ruleSql(rule, params)})`,
  );
  return `(${parts.join(match === 'all' ? ' and ' : ' or ')})`;
}

/** How many rules decide who is in the segments. */
export const ruleCountOf = (segments: readonly SegmentMembers[]): number =>
  segments.reduce((sum, members) => sum + ('staticId' in members ? 1 : rulesIn(members).length), 0);

/** Whether the index of terms finds the members. */
function isIndexed(members: SegmentMembers): boolean {
  if ('staticId' in members) return false;
  const { match, rules } = members;
  const areIndexed = rules.map((rule) => ('rules' in rule ? isIndexed(rule) : isIndexedRule(rule)));
  return match === 'all' ? areIndexed.includes(true) : rules.length > 0 && !areIndexed.includes(false);
}

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
  if (filter.tags) parts.push(tagsSql(filter.tags, params));
  if (filter.search !== undefined) parts.push(searchSql(filter.search, params));
  if (filter.segment_ids) parts.push(anySegmentSql(segments, params));
  return parts.map((part) => `(${part})`).join(' and ');
}

/** Whether the index of terms finds the contacts of the filter. `segments` are those that it names. */
export const namesTerms = (
  { tags, search, segment_ids, ...filter }: ContactQuery,
  segments: readonly SegmentMembers[],
): boolean =>
  tags !== undefined ||
  search !== undefined ||
  FACETS.some(([key]) => filter[key] !== undefined) ||
  (segment_ids !== undefined && segments.every(isIndexed));

function facetsSql(filter: ContactQuery, params: SqlParams): string[] {
  return FACETS.flatMap(([key, column]) => {
    const values = filter[key];
    return values === undefined ? [] : [facetSql(column, values, params)];
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
