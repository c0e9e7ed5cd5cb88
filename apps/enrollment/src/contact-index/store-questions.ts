import type { ContactQuery, SegmentRule } from '#contracts';
import type { SegmentMembers } from '../persistence/contact-filter.sql.js';
import { isIndexed } from './match-rule.js';

/**
 * A part of a filter that only the store can tell: words that are searched for, the members of a static segment, a
 * regular expression, and a field of which nearly every contact has another value.
 */
export type StoreQuestion =
  | { readonly kind: 'words'; readonly search: string }
  | { readonly kind: 'members'; readonly segmentId: string }
  | { readonly kind: 'rule'; readonly rule: SegmentRule };

export function storeQuestions(filter: ContactQuery, segments: readonly SegmentMembers[]): StoreQuestion[] {
  const { search, segment_ids } = filter;
  return [
    ...(search === undefined ? [] : [{ kind: 'words' as const, search }]),
    ...(segment_ids === undefined ? [] : segments.flatMap(questionsOfSegment)),
  ];
}

export function questionsOfSegment(members: SegmentMembers): StoreQuestion[] {
  if ('staticId' in members) return [{ kind: 'members', segmentId: members.staticId }];
  return members.rules.flatMap((rule) => {
    if ('rules' in rule) return questionsOfSegment(rule);
    return isIndexed(rule) ? [] : [{ kind: 'rule' as const, rule }];
  });
}
