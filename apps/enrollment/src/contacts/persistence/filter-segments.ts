import type { ContactQuery } from '#contracts';
import type { Id } from '#kernel';
import type { SegmentMembers } from './contact-filter.sql.js';

export interface NamedSegments {
  readonly conditions: readonly SegmentMembers[];
  readonly unknown: readonly Id<'seg'>[];
}

/** The segments, as far as a filter names them. They depend on contacts, not the reverse. */
export abstract class FilterSegments {
  /** The members of the segments that a filter names, and the segments that do not exist. */
  abstract named(workspaceId: Id<'ws'>, filter: ContactQuery): Promise<NamedSegments>;
}
