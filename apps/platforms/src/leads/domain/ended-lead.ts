import type { Id } from '#kernel';

/** A lead of which the platform sends nothing more. */
export interface EndedLead {
  readonly enrollmentId: Id<'enr'>;
  readonly workspaceId: Id<'ws'>;
  readonly campaignId: Id<'camp'>;
  readonly reason: string;
}
