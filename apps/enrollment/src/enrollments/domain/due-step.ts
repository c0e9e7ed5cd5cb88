import type { Id } from '#kernel';

/** A step of an enrollment that fell due. */
export interface DueStep {
  /** The uuid of the enrollment. */
  readonly id: string;
  readonly workspaceId: string;
  readonly campaignId: string;
  readonly contactId: string;
  readonly email: string;
  /** As it is on the wire. */
  readonly stepId: Id<'step'>;
  readonly stepNumber: number;
  readonly dueAt: Date;
  /** The contact's own; null where it is unknown. */
  readonly timeZone: string | null;
}
