import type { Id } from '#kernel';

/** The message of ours that a mail answers or reports, with all that an event about it says. */
export interface AnsweredMessage {
  readonly workspace_id: Id<'ws'>;
  readonly send_id: Id<'send'>;
  readonly campaign_id: Id<'camp'>;
  readonly enrollment_id: Id<'enr'>;
  readonly contact_id: Id<'cont'>;
  readonly step_id: Id<'step'>;
  readonly step_number: number;
  /** Absent where it is unknown. */
  readonly variant?: string | null | undefined;
  /** The address that it went to. */
  readonly email: string;
  readonly sending_account_id: Id<'ea'>;
}
