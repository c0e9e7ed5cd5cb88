import type { Id } from '#kernel';

interface Outcome {
  readonly enrollment_id: Id<'enr'>;
  readonly workspace_id: Id<'ws'>;
  readonly step_number: number;
  readonly at: Date;
}

/** A step of an enrollment that is over, in a way that lets the next one follow. */
export interface Advance extends Outcome {
  /** Null where nothing left: the step was dropped. */
  readonly sent_from: Id<'ea'> | null;
}

/** The end of an enrollment. */
export interface Stop extends Outcome {
  readonly status: 'bounced' | 'failed';
  /** For people and filters: `hard_bounce`, `soft_bounce`, or the code of the failure. */
  readonly reason: string;
  /** The address itself is dead: nobody of the workspace writes to it any more. */
  readonly dead_address: string | null;
}
