import type { Id } from '#kernel';

/** A step of an enrollment that fell due. */
export interface DueStep {
  readonly enrollment_id: Id<'enr'>;
  readonly workspace_id: Id<'ws'>;
  readonly campaign_id: Id<'camp'>;
  readonly contact_id: Id<'cont'>;
  readonly email: string;
  readonly step_id: Id<'step'>;
  readonly step_number: number;
  readonly due_at: Date;
  /** The contact's own; null where it is unknown. */
  readonly time_zone: string | null;
}
